// SPDX-License-Identifier: MIT
/// What a request for a page is answered with: pure functions of its parts.
///
/// Source: RFC 9110, 9.3.2 and 15.5.6; RFC 9112, 3.2 and 3.2.2; Prometheus, which sends
/// X-Prometheus-Scrape-Timeout-Seconds.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

enum class scrape_answer : unsigned char { page, bad_request, not_found, method_not_allowed };

/// The path of a target, which may be in the form that proxies are sent, with a host in front. The
/// query is not part of either.
[[nodiscard]] constexpr std::string_view path_of(std::string_view target) noexcept {
  constexpr std::string_view scheme = "http://";
  if (target.size() < scheme.size()) {
    return target;
  }
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = target[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) {
      return target;
    }
  }
  const std::size_t slash = target.find('/', scheme.size());
  return slash == target.npos ? std::string_view{"/"} : target.substr(slash);
}

/// `hosts` is how many Host lines the request has: one, but in HTTP/1.0.
[[nodiscard]] constexpr scrape_answer answer_to(std::string_view method, std::string_view target,
                                                std::string_view version, std::size_t hosts,
                                                std::string_view path) noexcept {
  if (hosts > 1 || (hosts == 0 && version != "HTTP/1.0")) {
    return scrape_answer::bad_request;
  }
  if (path_of(target) != path) {
    return scrape_answer::not_found;
  }
  // Methods are in this case and no other.
  return method == "GET" || method == "HEAD" ? scrape_answer::page
                                             : scrape_answer::method_not_allowed;
}

[[nodiscard]] constexpr std::uint64_t nanoseconds_of(std::uint32_t milliseconds) noexcept {
  return std::uint64_t{milliseconds} * 1'000'000;
}

/// How long whoever asks will wait, in nanoseconds: `seconds` is a decimal number, `most` what it
/// is where the header is not there or makes no sense, and the most that it can be.
[[nodiscard]] constexpr std::uint64_t scrape_timeout(std::string_view seconds,
                                                     std::uint64_t most) noexcept {
  constexpr std::uint64_t second = 1'000'000'000;
  std::uint64_t unit = second;  // of the digit before; 0 behind the ninth of the fraction
  std::uint64_t result = 0;
  bool in_fraction = false;
  for (const char c : seconds) {
    if (c == '.' && !in_fraction) {
      in_fraction = true;
    } else if (c >= '0' && c <= '9') {
      const auto digit = static_cast<std::uint64_t>(c - '0');
      if (in_fraction) {
        unit /= 10;
        result += digit * unit;
      } else {
        result = result * 10 + digit * second;
      }
      if (result >= most) {
        return most;
      }
    } else {
      return most;
    }
  }
  return result == 0 ? most : result;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
