// SPDX-License-Identifier: MIT
/// The URL that metrics are posted to, out of what an operator wrote, and how it is shown.
///
/// Sources: RFC 3986, section 3; OpenTelemetry, "OTLP Exporter Configuration", Endpoint URLs for
/// OTLP/HTTP.
#pragma once

#include <zerometer/detail/header_field.hpp>
#include <zerometer/detail/header_list.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What becomes of the path. As it is, a URL without one has the root.
enum class metrics_path : unsigned char { as_it_is, appended, appended_if_absent };

[[nodiscard]] constexpr bool is_port(std::string_view text) noexcept {
  unsigned number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > 65535) {
      return false;
    }
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number > 0 && number <= 65535;
}

/// A name or an address, one of IPv6 in brackets or not; no zone.
[[nodiscard]] constexpr bool is_host(std::string_view host) noexcept {
  if (host.starts_with('[') != host.ends_with(']')) {
    return false;
  }
  const bool bracketed = host.starts_with('[');
  host = bracketed ? host.substr(1, host.size() - 2) : host;
  const bool address = host.find(':') != std::string_view::npos;
  for (const char c : host) {
    if (!is_letter_or_digit(c) && c != '.' && !(address ? c == ':' : c == '-' || c == '_')) {
      return false;
    }
  }
  return !host.empty() && (address || !bracketed);
}

/// A host, and maybe a port. No user: a URL is printed, and its password with it.
[[nodiscard]] constexpr bool is_authority(std::string_view text) noexcept {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) {
    return is_host(text);
  }
  const std::string_view host = text.substr(0, colon);
  const bool bare = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return !bare && is_host(host) && is_port(text.substr(colon + 1));
}

/// What stands behind the authority: no fragment, which would not be sent.
[[nodiscard]] constexpr bool is_path_and_query(std::string_view text) noexcept {
  for (const char c : text) {
    if (c <= ' ' || c > '~' || c == '#') {
      return false;
    }
  }
  return true;
}

/// The whole URL, its scheme in small letters; empty where the text is none that can be posted to.
[[nodiscard]] inline std::string endpoint_url(std::string_view text, metrics_path wanted) {
  constexpr std::string_view metrics = "v1/metrics";
  const std::size_t colon = text.find("://");
  const bool secure = is_word(text.substr(0, colon), "https");
  if (colon == std::string_view::npos || (!secure && !is_word(text.substr(0, colon), "http"))) {
    return {};
  }
  text.remove_prefix(colon + 3);
  const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
  text.remove_prefix(authority.size());
  if (!is_authority(authority) || !is_path_and_query(text)) {
    return {};
  }
  std::string path{text.substr(0, text.find('?'))};
  const std::string_view query = text.substr(path.size());
  path += path.empty() ? "/" : "";
  if (wanted != metrics_path::as_it_is) {
    path += path.ends_with('/') ? "" : "/";
    const bool absent = !path.ends_with("/v1/metrics/");
    if (absent || wanted == metrics_path::appended) {
      path += metrics;
    } else {
      path.pop_back();
    }
  }
  std::string url{secure ? "https://" : "http://"};
  return url.append(authority).append(path).append(query);
}

/// As it may be printed: nothing where there may be a user and a password, and no query, which is
/// where some receivers want a token.
[[nodiscard]] inline std::string printable_endpoint(std::string_view text) {
  if (text.find('@') != std::string_view::npos || text.find("%40") != std::string_view::npos) {
    return "***";
  }
  const std::size_t end = text.find_first_of("?#");
  std::string shown{text.substr(0, end)};
  return end == std::string_view::npos ? shown : shown + "?***";
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
