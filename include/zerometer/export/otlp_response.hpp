// SPDX-License-Identifier: MIT
/// What an answer to an OTLP request means: a pure function of its status, headers and body.
///
///     const zm::otlp::verdict said = zm::otlp::classify({503, type, retry_after, body}, now);
///     if (said.action == zm::otlp::action::retry) { wait at least said.retry_after … }
///
/// 2xx is taken, whatever stands in the body; a partial success is never sent again. 429, 502, 503
/// and 504 are worth a repetition; nothing else is, and 500 and 408 neither. A redirect is not
/// followed. Bodies are read in the encoding that their Content-Type names, JSON or protobuf, and
/// of what is neither only a plain text is shown to the operator.
///
/// Sources: OpenTelemetry, "OTLP Specification", OTLP/HTTP Response; RFC 9110, 10.2.3;
/// google/rpc/status.proto. JSON is read by a hundred lines of our own and not by a library, which
/// every user would link for two texts and a number: they allocate nothing, have a bounded depth,
/// are fuzzed and held against another parser, and what they read decides no repetition.
#pragma once

#include <zerometer/detail/clean_text.hpp>
#include <zerometer/export/detail/http_date.hpp>
#include <zerometer/export/detail/json_decode.hpp>
#include <zerometer/export/detail/json_reader.hpp>
#include <zerometer/export/detail/protobuf_reader.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace otlp {

enum class action : unsigned char {
  taken,
  partial,  // taken, but for some points
  retry,    // the same bytes, later
  give_up,  // no repetition changes it
};

/// What came back. Headers that are absent are empty.
struct answer {
  long status = 0;
  std::string_view content_type{};
  std::string_view retry_after{};
  std::string_view body{};
};

struct verdict {
  static constexpr std::size_t longest = 256;

  otlp::action action = action::give_up;
  /// Of what was given up: whether the receiver has turned away who asked rather than what was
  /// sent, as with a wrong password or path. What it did not look at it may be told again, in
  /// another request.
  bool is_unread = false;
  /// How long the receiver wants to be left alone, in milliseconds; 0: it does not say.
  std::uint64_t retry_after = 0;
  std::uint64_t rejected_points = 0;

  /// What the receiver says, cut to `longest` bytes of UTF-8. Also with a success: a warning.
  [[nodiscard]] std::string_view message() const noexcept { return {text.data(), size}; }

  std::array<char, longest> text{};
  std::size_t size = 0;
};

/// Milliseconds until the time that Retry-After names; 0 for one that is past or cannot be read.
/// `now` is in seconds since 1970.
[[nodiscard]] constexpr std::uint64_t retry_after(std::string_view header,
                                                  std::int64_t now) noexcept {
  constexpr std::uint64_t longest = 1'000'000'000;  // seconds: thirty years
  std::uint64_t seconds = 0;
  bool is_number = !header.empty();
  for (const char c : header) {
    is_number = is_number && c >= '0' && c <= '9';
    if (is_number) {
      seconds = seconds * 10 + static_cast<std::uint64_t>(c - '0');
      seconds = seconds < longest ? seconds : longest;
    }
  }
  if (!is_number) {
    const std::optional<std::int64_t> date = detail::http_date(header, now);
    seconds = date && *date > now ? static_cast<std::uint64_t>(*date - now) : 0;
  }
  return (seconds < longest ? seconds : longest) * 1000;
}

}  // namespace otlp

namespace detail {

/// Whether a Content-Type is of this media type, which is in small letters.
[[nodiscard]] constexpr bool is_media_type(std::string_view header,
                                           std::string_view type) noexcept {
  header = header.substr(0, header.find(';'));
  while (header.ends_with(' ') || header.ends_with('\t')) {
    header.remove_suffix(1);
  }
  bool same = header.size() == type.size();
  for (std::size_t i = 0; same && i < type.size(); ++i) {
    const char c = header[i];
    same = (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == type[i];
  }
  return same;
}

/// What a body says. Its message is a view of the body; in JSON, with escapes.
struct otlp_body {
  std::uint64_t rejected_points = 0;
  std::string_view message{};
  bool is_json = false;
};

/// A count is an int64: below zero is no number of points.
[[nodiscard]] constexpr std::uint64_t as_count(std::uint64_t value) noexcept {
  return value >> 63 == 0 ? value : 0;
}

[[nodiscard]] constexpr std::uint64_t json_count(std::string_view digits) noexcept {
  std::uint64_t count = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || count > INT64_MAX / 10) {
      return 0;
    }
    count = count * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return as_count(count);
}

/// ExportMetricsServiceResponse of a success, google.rpc.Status of all else.
[[nodiscard]] inline otlp_body read_json_body(std::string_view body, bool success) noexcept {
  otlp_body read{0, {}, true};
  const bool valid = read_json(body, [&](const json_member& one) noexcept {
    if (success && one.depth == 2 && one.parent == "partialSuccess") {
      if (one.key == "rejectedDataPoints") {
        read.rejected_points = json_count(one.value);
      } else if (one.key == "errorMessage" && one.is_text) {
        read.message = one.value;
      }
    } else if (!success && one.depth == 1 && one.key == "message" && one.is_text) {
      read.message = one.value;
    }
  });
  return valid ? read : otlp_body{};
}

[[nodiscard]] inline otlp_body read_protobuf_body(std::string_view body, bool success) noexcept {
  otlp_body read;
  bool valid = true;
  const auto message = [&](const protobuf_field& one) noexcept {
    if (success && one.number == 1 && one.is_varint) {
      read.rejected_points = as_count(one.integer);
    } else if (one.number == 2 && !one.is_varint) {
      read.message = one.bytes;
    }
  };
  if (success) {
    valid = read_protobuf(body,
                          [&](const protobuf_field& one) noexcept {
                            if (one.number == 1) {
                              valid = read_protobuf(one.bytes, message) && valid;
                            }
                          }) &&
            valid;
  } else {
    valid = read_protobuf(body, message);
  }
  return valid ? read : otlp_body{};
}

[[nodiscard]] inline otlp_body read_otlp_body(std::string_view content_type, std::string_view body,
                                              bool success) noexcept {
  if (is_media_type(content_type, "application/json")) {
    return read_json_body(body, success);
  }
  if (is_media_type(content_type, "application/x-protobuf")) {
    return read_protobuf_body(body, success);
  }
  // Proxies and authenticators say in plain text what is wrong.
  return {0, !success && is_media_type(content_type, "text/plain") ? body : std::string_view{}};
}

/// The answers of those who have not looked at what was sent.
[[nodiscard]] constexpr bool is_unread(long status) noexcept {
  switch (status) {
  case 401:
  case 403:
  case 404:
  case 405:
  case 407:
  case 408:
  case 415:
    return true;
  default:
    return status < 400;
  }
}

}  // namespace detail

namespace otlp {

/// `now` is in seconds since 1970, for a Retry-After that names a date.
[[nodiscard]] inline verdict classify(const answer& came, std::int64_t now) noexcept {
  verdict said;
  const bool success = came.status >= 200 && came.status < 300;
  const detail::otlp_body body = detail::read_otlp_body(came.content_type, came.body, success);
  if (success) {
    said.action = body.rejected_points == 0 ? action::taken : action::partial;
    said.rejected_points = body.rejected_points;
  } else if (came.status == 429 || (came.status >= 502 && came.status <= 504)) {
    said.action = action::retry;
    said.retry_after = retry_after(came.retry_after, now);
  } else {
    said.is_unread = detail::is_unread(came.status);
  }
  // Room for a character more: where it is cut is the next one's matter.
  std::array<char, verdict::longest + 4> decoded;
  const detail::clean_texts<verdict::longest> clean{
      {body.is_json ? detail::json_decode(body.message, decoded) : body.message}};
  for (const char c : clean.views()[0]) {
    said.text[said.size++] = c;
  }
  return said;
}

}  // namespace otlp
}  // namespace v0_1
}  // namespace zerometer
