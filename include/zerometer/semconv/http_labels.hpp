// SPDX-License-Identifier: MIT
/// The attributes that HTTP metrics share, as types of labels: method, scheme, status code, error.
///
/// Each is a closed set, whatever a client or a server sends: an unknown method is _OTHER, a code
/// that nobody has registered is the x00 of its class, an error is a code or one of a few failures.
/// Source: OpenTelemetry, "Semantic Conventions for HTTP Metrics"; RFC 9110, 9.1 and 15; RFC 5789;
/// IANA, "HTTP Status Code Registry".
#pragma once

#include <zerometer/integers.hpp>
#include <zerometer/label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {

/// http.request.method: those of RFC 9110 and PATCH, every other is `other`.
enum class http_method : unsigned char {
  get,
  head,
  post,
  put,
  del,
  connect,
  options,
  trace,
  patch,
  other,
};
constexpr auto label_values(http_method) noexcept {
  return values("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
                "_OTHER");
}

/// Of the method as it was sent. Methods are case-sensitive.
[[nodiscard]] constexpr http_method http_method_of(std::string_view sent) noexcept {
  constexpr auto names = label_values(http_method{});
  std::size_t index = 0;
  while (index + 1 < names.size() && names[index] != sent) {
    ++index;
  }
  return static_cast<http_method>(index);
}

enum class url_scheme : unsigned char { http, https };
constexpr auto label_values(url_scheme) noexcept { return values("http", "https"); }

namespace detail {

/// The codes of IANA's registry, and those that nginx and Cloudflare have made common. Behind a 0
/// for none, so that a place is an index.
inline constexpr std::array<std::uint16_t, 72> http_codes{
    0,   100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302,
    303, 304, 305, 306, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411,
    412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499,
    500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 523, 524, 525, 526};
inline constexpr std::size_t first_error_code = 24;
static_assert(http_codes[first_error_code] == 400);

/// The place of each code from 100 to 599. One that is not there counts as the x00 of its class, as
/// RFC 9110 has every recipient treat it.
inline constexpr std::array<std::uint8_t, 500> http_code_places = [] {
  std::array<std::uint8_t, 500> table{};
  for (std::size_t i = 1; i < http_codes.size(); ++i) {
    table[http_codes[i] - std::size_t{100}] = static_cast<std::uint8_t>(i);
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = table[i] == 0 ? table[i / 100 * 100] : table[i];
  }
  return table;
}();
/// Their digits, one behind the other.
inline constexpr std::array<char, 3 * http_codes.size()> http_code_digits = [] {
  std::array<char, 3 * http_codes.size()> all{};
  for (std::size_t i = 0; i < http_codes.size(); ++i) {
    all[3 * i] = static_cast<char>('0' + http_codes[i] / 100);
    all[3 * i + 1] = static_cast<char>('0' + http_codes[i] / 10 % 10);
    all[3 * i + 2] = static_cast<char>('0' + http_codes[i] % 10);
  }
  return all;
}();
[[nodiscard]] constexpr std::string_view http_code_text(std::size_t place) noexcept {
  return place == 0 ? absent : std::string_view{http_code_digits.data() + 3 * place, 3};
}

}  // namespace detail

/// http.response.status_code: none where there was no response, or its code is not of 100 to 599;
/// then the label is absent. A code that nobody has registered is the x00 of its class.
class http_status {
public:
  constexpr http_status() noexcept = default;
  template <detail::plain_integer Integer>
  constexpr explicit http_status(Integer code) noexcept
      : place_{std::cmp_greater_equal(code, 100) && std::cmp_less_equal(code, 599)
                   ? detail::http_code_places[static_cast<std::size_t>(code) - 100]
                   : std::uint8_t{0}} {}

  /// 0 for none.
  [[nodiscard]] constexpr int value() const noexcept { return detail::http_codes[place_]; }
  /// The first digit: 2 of what succeeded, 4 of a client's error, 5 of a server's; 0 for none.
  [[nodiscard]] constexpr int code_class() const noexcept { return value() / 100; }
  [[nodiscard]] constexpr std::size_t index() const noexcept { return place_; }
  friend constexpr bool operator==(http_status, http_status) noexcept = default;

private:
  std::uint8_t place_ = 0;
};

/// What goes wrong beside a response, or in place of one.
enum class http_failure : unsigned char {
  none,
  timeout,
  name_resolution,
  connection,
  secure_connection,
  response_ended,
  other,
};

/// error.type: none, a failure, or a status code that is an error.
class http_error {
public:
  constexpr http_error() noexcept = default;
  constexpr explicit http_error(http_failure what) noexcept
      : index_{static_cast<std::uint8_t>(what <= http_failure::other ? static_cast<unsigned>(what)
                                                                     : ~0U)} {}

  /// What the conventions say of a response: 5xx is an error to a server, 4xx to its client as
  /// well, and so is no response.
  [[nodiscard]] static constexpr http_error of_server(http_status status) noexcept {
    return of(status, 5);
  }
  [[nodiscard]] static constexpr http_error of_client(http_status status) noexcept {
    return of(status, 4);
  }

  /// The failures first, then the codes from 400 on.
  static constexpr std::size_t failures = 7;
  [[nodiscard]] constexpr std::size_t index() const noexcept { return index_; }
  [[nodiscard]] static constexpr http_error at(std::size_t index) noexcept {
    http_error made;
    made.index_ = static_cast<std::uint8_t>(index);
    return made;
  }
  friend constexpr bool operator==(http_error, http_error) noexcept = default;

private:
  [[nodiscard]] static constexpr http_error of(http_status status, int lowest) noexcept {
    if (status.code_class() >= lowest) {
      return at(status.index() - detail::first_error_code + failures);
    }
    return http_error{status.value() == 0 ? http_failure::other : http_failure::none};
  }

  std::uint8_t index_ = 0;
};

namespace detail {

template <>
struct label_domain<http_status> {
  static constexpr std::size_t count = http_codes.size();
  [[nodiscard]] static constexpr std::size_t index(http_status status) noexcept {
    return status.index();
  }
  [[nodiscard]] static constexpr http_status at(std::size_t index) noexcept {
    return http_status{http_codes[index]};
  }
  [[nodiscard]] static constexpr std::string_view text(std::size_t index) noexcept {
    return http_code_text(index);
  }
};

template <>
struct label_domain<http_error> {
  static constexpr std::array<std::string_view, http_error::failures> names{
      absent,
      "timeout",
      "name_resolution_error",
      "connection_error",
      "secure_connection_error",
      "response_ended",
      "_OTHER"};
  static constexpr std::size_t count = names.size() + http_codes.size() - first_error_code;
  [[nodiscard]] static constexpr std::size_t index(http_error error) noexcept {
    return error.index();
  }
  [[nodiscard]] static constexpr http_error at(std::size_t index) noexcept {
    return http_error::at(index);
  }
  [[nodiscard]] static constexpr std::string_view text(std::size_t index) noexcept {
    return index < names.size() ? names[index]
                                : http_code_text(index - names.size() + first_error_code);
  }
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
