// SPDX-License-Identifier: MIT
/// The tables of the two databases, and how each is kept.
///
/// The secrets' one has a journal that is rolled back: whoever locks it locks out readers, too. The
/// audit log has a file of its own, with a log that is written ahead: it is appended to, mostly,
/// and nobody who locks it stops a request.
#pragma once

namespace backend {

inline constexpr const char* secrets_schema = R"(
PRAGMA journal_mode = TRUNCATE;
PRAGMA synchronous = NORMAL;
)";

inline constexpr const char* audit_schema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS audit_log (
  id TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  event TEXT NOT NULL,
  actorType TEXT NOT NULL,
  actorId TEXT,
  organization TEXT NOT NULL,
  ip TEXT,
  userAgent TEXT,
  detail TEXT
) WITHOUT ROWID;
)";

}  // namespace backend
