// SPDX-License-Identifier: MIT
/// From a configuration to what an exporter is started with.
///
///     const zm::environment from = zm::read_environment();
///     const zm::configured_push to{from.configuration};
///     if (from.configuration.push) { … push.start(to.options(), who) … }
///     if (from.configuration.pull) { … pull.start(zm::configured_pull(from.configuration)) … }
///
/// The options point into the configuration, which must live until the exporter has started.
#pragma once

#include <zerometer/configuration.hpp>
#include <zerometer/export/pull_options.hpp>
#include <zerometer/export/push_options.hpp>
#include <zerometer/otlp.hpp>

#include <chrono>
#include <cstdint>
#include <vector>

namespace zerometer {
inline namespace v0_1 {

[[nodiscard]] inline pull_options configured_pull(const configuration& from) noexcept {
  pull_options options;
  options.host = from.pull_host;
  options.port = from.pull_port;
  return options;
}

/// Keeps the headers, of which the options are a view. Allocates.
class configured_push {
public:
  explicit configured_push(const configuration& from) {
    for (const auto& [name, value] : from.push_headers) {
      headers_.push_back({name, value});
    }
    options_.endpoint = from.push_endpoint;
    options_.encoding = from.push_json ? otlp::encoding::json : otlp::encoding::protobuf;
    options_.temporality = from.push_delta ? temporality::delta : temporality::cumulative;
    options_.compression = from.push_gzip ? compression::gzip : compression::none;
    options_.interval = std::chrono::milliseconds{from.export_interval_ms};
    options_.timeout =
        std::chrono::milliseconds{shorter(from.push_timeout_ms, from.export_timeout_ms)};
    if (!from.push_user.empty()) {
      options_.credentials = {from.push_user, from.push_password};
    }
    options_.headers = headers_;
    options_.ca_file = from.push_certificate;
    options_.client_certificate = from.push_client_certificate;
    options_.client_key = from.push_client_key;
  }
  configured_push(const configured_push&) = delete;
  configured_push& operator=(const configured_push&) = delete;
  ~configured_push() = default;

  [[nodiscard]] const push_options& options() const noexcept { return options_; }

private:
  /// Of two limits, where 0 is none.
  [[nodiscard]] static std::uint32_t shorter(std::uint32_t one, std::uint32_t other) noexcept {
    return one == 0 || (other != 0 && other < one) ? other : one;
  }

  std::vector<push_header> headers_;
  push_options options_;
};

}  // namespace v0_1
}  // namespace zerometer
