// SPDX-License-Identifier: MIT
/// Secrets and certificates that are kept elsewhere, too: what one project has is put there,
/// fetched from there, or removed there. Each time is a job; it counts the errors of the older
/// meters SecretSyncs, PkiSyncs and Integrations, one for each attempt that fails, with what is to
/// become of it.
///
/// All destinations are at URL/{destination}/{id}. What is put there and what is fetched is the
/// same: {"secrets":{NAME:VALUE}} or {"certificates":[TEXT]}. Whatever is fetched is taken whole or
/// not at all, as far as it can be told before. Any thread.
#pragma once

#include "jobs/queues.hpp"
#include "metrics/jobs.hpp"
#include "secrets/place.hpp"
#include "secrets/secrets.hpp"
#include "syncs/certificates.hpp"

#include <zerometer/semconv/http_labels.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace backend {

/// One that somebody has set up. The texts are no longer than their labels keep.
struct sync {
  std::string id;
  std::string name;
  std::string destination;
  place in;  // of certificates, the project counts alone
};

class syncs {
public:
  /// All must live until the queues have stopped.
  syncs(std::string url, std::chrono::milliseconds patience, queues& by, secrets& values,
        certificates& kept)
      : url_(std::move(url)), patience_(patience), by_(by), values_(values), kept_(kept) {}

  /// `what` is a job of one of the queues secret_sync, pki_sync and integration_sync. Throws
  /// trouble when the queues have stopped.
  void add(job_name what, sync one);

private:
  void run(job_name what, const sync& one);
  [[nodiscard]] std::string ask(zm::http_method how, const sync& one,
                                std::string_view body = {}) const;
  void put_secrets(const sync& one);
  void take_secrets(const sync& one);
  void put_certificates(const sync& one);
  void take_certificates(const sync& one);

  std::string url_;
  std::chrono::milliseconds patience_;
  queues& by_;
  secrets& values_;
  certificates& kept_;
};

}  // namespace backend
