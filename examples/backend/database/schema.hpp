// SPDX-License-Identifier: MIT
/// The tables of the two databases, and how each is kept.
///
/// Both have a log that is written ahead, so that readers never wait for a writer. The audit log
/// has a file of its own: nobody who locks it stops a request.
#pragma once

namespace backend {

inline constexpr const char* secrets_schema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS secrets (
  project TEXT NOT NULL,
  environment INTEGER NOT NULL,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (project, environment, path, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memberships (
  actor TEXT NOT NULL,
  project TEXT NOT NULL,
  role TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (actor, project)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificates (
  project TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (project, text)
) WITHOUT ROWID;
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
