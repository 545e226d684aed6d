// SPDX-License-Identifier: MIT
/// Which text format a client is answered in, and whether compressed: pure functions of two
/// headers, for behind any HTTP server.
///
///     const zm::negotiated answer = zm::negotiate(accept_header);
///     … answer.format == zm::text_format::openmetrics ? … : …, answer.content_type …
///
/// Every header has an answer, the empty one and nonsense too: Prometheus text 0.0.4, with status
/// 200. Several lines of one header are one header, joined by commas. Names are legal in every
/// escaping scheme, so that one that is asked for is met by the same page and only named.
///
/// Sources: Prometheus, "Content negotiation" and "Escaping schemes"; RFC 9110, sections 12.4 and
/// 12.5.
#pragma once

#include <zerometer/detail/header_list.hpp>
#include <zerometer/text_format.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// What to answer with, and its Content-Type, which Prometheus 3 refuses a page without.
struct negotiated {
  text_format format = text_format::prometheus;
  std::string_view content_type = detail::prometheus_content_type;

  friend constexpr bool operator==(const negotiated&, const negotiated&) noexcept = default;
};

enum class content_coding : unsigned char { identity, gzip };

namespace detail {

/// The Content-Type of OpenMetrics for a clause that asks for it; an escaping scheme that is none
/// of the four is not repeated.
[[nodiscard]] constexpr std::string_view content_type_of(const openmetrics_content_types& types,
                                                         const header_element& clause) noexcept {
  const std::string_view scheme = clause.parameter("escaping");
  for (std::size_t i = 0; i < escaping_schemes.size(); ++i) {
    if (is_value(scheme, escaping_schemes[i])) {
      return types.escaped[i];
    }
  }
  return types.plain;
}

/// What a clause of an Accept header asks for by name; no Content-Type if we do not have it.
[[nodiscard]] constexpr negotiated asked_by_name(const header_element& clause) noexcept {
  const std::string_view version = clause.parameter("version");
  const bool any = version.data() == nullptr;
  if (is_word(clause.name, "application/openmetrics-text")) {
    if (any || is_value(version, "1.0.0")) {
      return {text_format::openmetrics, content_type_of(openmetrics_1_0_0, clause)};
    }
    if (is_value(version, "0.0.1")) {
      return {text_format::openmetrics, content_type_of(openmetrics_0_0_1, clause)};
    }
  } else if (is_word(clause.name, "text/plain") && (any || is_value(version, "0.0.4"))) {
    return {};
  }
  return {text_format::prometheus, {}};
}

}  // namespace detail

/// The format that the Accept header gives the greatest weight among ours, the first of equals. A
/// range with a star never wins against one that names a format: Prometheus 2.49.0 gives it the
/// weight 2.
[[nodiscard]] constexpr negotiated negotiate(std::string_view accept) noexcept {
  negotiated best;
  unsigned best_weight = 0;
  while (!accept.empty()) {
    const detail::header_element clause = detail::next_element(accept);
    const negotiated asked = detail::asked_by_name(clause);
    const unsigned weight = clause.weight();
    if (!asked.content_type.empty() && weight > best_weight) {
      best = asked;
      best_weight = weight;
    }
  }
  return best;
}

/// A null pointer, which is what many a server has for a header that is not there, is no header.
[[nodiscard]] constexpr negotiated negotiate(const char* accept) noexcept {
  return negotiate(accept == nullptr ? std::string_view{} : std::string_view{accept});
}

/// gzip where the Accept-Encoding header allows it and does not prefer identity by its weight.
[[nodiscard]] constexpr content_coding negotiate_coding(std::string_view accept_encoding) noexcept {
  constexpr unsigned none = 1001;
  unsigned gzip = none;
  unsigned star = none;
  unsigned identity = 0;
  while (!accept_encoding.empty()) {
    const detail::header_element coding = detail::next_element(accept_encoding);
    const unsigned weight = coding.weight();
    if (detail::is_word(coding.name, "gzip") || detail::is_word(coding.name, "x-gzip")) {
      gzip = gzip == none || weight > gzip ? weight : gzip;
    } else if (coding.name == "*") {
      star = weight;
    } else if (detail::is_word(coding.name, "identity")) {
      identity = weight;
    }
  }
  const unsigned weight = gzip != none ? gzip : (star != none ? star : 0);
  return weight != 0 && weight >= identity ? content_coding::gzip : content_coding::identity;
}

[[nodiscard]] constexpr content_coding negotiate_coding(const char* accept_encoding) noexcept {
  return negotiate_coding(accept_encoding == nullptr ? std::string_view{}
                                                     : std::string_view{accept_encoding});
}

}  // namespace v0_1
}  // namespace zerometer
