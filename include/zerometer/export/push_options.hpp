// SPDX-License-Identifier: MIT
/// What a push exporter is told: where to, how often, as whom.
///
///     zm::push_options options;
///     options.endpoint = "https://collector:4318/v1/metrics";
///     options.credentials = {"user", "password"};
///
/// Views of texts that are the caller's: all is copied when the exporter is opened. The names are
/// those of OpenTelemetry's variables, and so are the defaults. Proxies are libcurl's: those of
/// http_proxy, https_proxy and no_proxy.
#pragma once

#include <zerometer/detail/header_field.hpp>
#include <zerometer/export/detail/base64.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/otlp.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// What counters and histograms are told against: the start of the process, or the last export.
enum class temporality : unsigned char { cumulative, delta };
enum class compression : unsigned char { none, gzip };

struct push_header {
  std::string_view name;
  std::string_view value;
};

/// For Basic authentication. Either may be empty.
struct push_credentials {
  std::string_view user;
  std::string_view password;
};

struct push_options {
  /// The whole URL, http or https. No user and no password in it.
  std::string_view endpoint = "http://localhost:4318/v1/metrics";
  otlp::encoding encoding = otlp::encoding::protobuf;
  zerometer::temporality temporality = zerometer::temporality::cumulative;
  zerometer::compression compression = zerometer::compression::none;
  /// From the start of an export to the start of the next.
  std::chrono::milliseconds interval{60'000};
  /// For an export with all its repetitions; 0: no limit.
  std::chrono::milliseconds timeout{10'000};
  /// Before an Authorization header, which is then left away.
  std::optional<push_credentials> credentials{};
  std::span<const push_header> headers{};
  /// PEM files, for https. With a CA file nothing else is trusted; without one, the system's. One
  /// that cannot be read is told when the exporter is opened; it may still come.
  std::string_view ca_file{};
  std::string_view client_certificate{};
  std::string_view client_key{};
  /// Stands before zerometer's own in User-Agent: `billing/1.2`.
  std::string_view product{};
  /// The most bytes of a request before compression; what is more comes in another.
  std::size_t max_request_bytes = 64U << 20;
  error_handler on_error{};
};

namespace detail {

/// The longest text of a header that can be sent, and of every other option.
inline constexpr std::size_t longest_header = 8192;
inline constexpr std::size_t longest_option = 4096;

/// The value of an Authorization header; none if it would not be valid: RFC 7617.
[[nodiscard]] inline std::string_view basic_authorization(const push_credentials& who,
                                                          std::span<char> out) noexcept {
  constexpr std::string_view scheme = "Basic ";
  std::array<char, longest_header / 2> plain;
  const std::size_t size = who.user.size() + 1 + who.password.size();
  if (!is_basic_user(who.user) || !has_no_control(who.password) || size > plain.size() ||
      scheme.size() + base64_size(size) > out.size()) {
    return {};
  }
  std::size_t end = 0;
  for (const std::string_view piece : {who.user, std::string_view{":"}, who.password}) {
    for (const char c : piece) {
      plain[end++] = c;
    }
  }
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    out[i] = scheme[i];
  }
  const std::string_view encoded = base64({plain.data(), size}, out.subspan(scheme.size()));
  return {out.data(), scheme.size() + encoded.size()};
}

[[nodiscard]] inline export_error
misconfigured(std::initializer_list<std::string_view> pieces) noexcept {
  return {exporter::push, export_trouble::configuration, 0, pieces};
}

/// What cannot be asked for, but for the endpoint, which curl parses.
[[nodiscard]] inline export_error check_push_options(const push_options& options) noexcept {
  for (const push_header& header : options.headers) {
    if (!is_field_name(header.name)) {
      return misconfigured({"'", header.name,
                            "' is no name of a header: RFC 9110 has letters, "
                            "digits and !#$%&'*+-.^_`|~"});
    }
    if (is_own_field(header.name)) {
      return misconfigured({"the header ", header.name, " is the exporter's own: leave it away"});
    }
    if (!is_field_value(header.value) ||
        header.name.size() + header.value.size() + 3 > longest_header) {
      return misconfigured({"the value of the header ", header.name,
                            " has control characters, or is longer than 8 KB"});
    }
  }
  std::array<char, longest_header> room;
  if (options.credentials && basic_authorization(*options.credentials, room).empty()) {
    return misconfigured({"the user has a colon, or the credentials have control characters or "
                          "are longer than 4 KB: Basic authentication has no way to send them"});
  }
  if (!is_field_value(options.product)) {
    return misconfigured({"the product has control characters"});
  }
  if (options.interval.count() <= 0 || options.timeout.count() < 0) {
    return misconfigured({"the interval is to be more than 0 ms, and the timeout not less"});
  }
  if (options.client_certificate.empty() != options.client_key.empty()) {
    return misconfigured(
        {"a client certificate and its key come together: one of them is missing"});
  }
  return {};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
