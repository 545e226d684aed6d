// SPDX-License-Identifier: MIT
/// The kinds of single values that variables have: how each becomes a field of the configuration,
/// what it accepts, and how it is told.
///
/// Sources: OpenTelemetry, "Environment Variable Specification" and "OTLP Exporter Configuration".
#pragma once

#include <zerometer/configuration.hpp>
#include <zerometer/detail/endpoint.hpp>
#include <zerometer/detail/environment_values.hpp>
#include <zerometer/detail/header_list.hpp>
#include <zerometer/fixed_string.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {
namespace detail::variables {

struct value_kind {
  std::string_view accepted;
  /// Takes what is valid of a value that is not empty; false where something is not. `want` is
  /// `accepted`, until this knows better.
  bool (*take)(std::string_view value, configuration& into, std::string& want);
  /// What there is in the end, whoever said it.
  std::string (*used)(const configuration& from);
  /// The value as it may be printed.
  std::string (*shown)(std::string_view value) = in_quotes;
};

/// Of what may be a secret, or have one in it.
[[nodiscard]] inline std::string hidden(std::string_view) { return "\"***\""; }

/// Anything but `true` is false; what is not `false` either is told as well.
template <auto Field>
inline constexpr value_kind truth{"true or false",
                                  [](std::string_view value, configuration& into, std::string&) {
                                    into.*Field = is_word(value, "true");
                                    return into.*Field || is_word(value, "false");
                                  },
                                  [](const configuration&) -> std::string { return "false"; }};

inline constexpr value_kind disabled{"true or false",
                                     [](std::string_view value, configuration& into, std::string&) {
                                       const bool off = is_word(value, "true");
                                       into.enabled = into.enabled && !off;
                                       return off || is_word(value, "false");
                                     },
                                     [](const configuration&) -> std::string { return "false"; }};

/// Words for the values of an enumeration, or of a bool, from the first on.
template <auto Field, fixed_string Accepted, fixed_string... Words>
struct one_of {
  static constexpr std::array<std::string_view, sizeof...(Words)> words{Words.view()...};
  static bool take(std::string_view value, configuration& into, std::string&) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (is_word(value, words[i])) {
        into.*Field = static_cast<std::remove_reference_t<decltype(into.*Field)>>(i);
        return true;
      }
    }
    return false;
  }
  static std::string used(const configuration& from) {
    return std::string{words[static_cast<std::size_t>(from.*Field)]};
  }
  static constexpr value_kind kind{Accepted.view(), take, used};
};

/// Words that all mean what the library does anyway.
template <fixed_string Accepted, fixed_string Used, fixed_string... Words>
inline constexpr value_kind always{Accepted.view(),
                                   [](std::string_view value, configuration&, std::string&) {
                                     return (is_word(value, Words.view()) || ...);
                                   },
                                   [](const configuration&) { return std::string{Used.view()}; }};

/// What means something to gRPC alone.
inline constexpr value_kind ignored{
    "nothing", [](std::string_view, configuration&, std::string&) { return true; },
    [](const configuration&) -> std::string { return "nothing"; }, hidden};

inline constexpr value_kind unread_file{
    "no file: only variables are read",
    [](std::string_view, configuration&, std::string&) { return false; },
    [](const configuration&) -> std::string { return "what the other variables say"; }};

template <auto Field, fixed_string Accepted, std::uint32_t Least, std::uint32_t Most = 2147483647>
inline constexpr value_kind number{Accepted.view(),
                                   [](std::string_view value, configuration& into, std::string&) {
                                     const std::optional<std::uint32_t> read =
                                         whole_number(value, Least, Most);
                                     using type = std::remove_reference_t<decltype(into.*Field)>;
                                     into.*Field = read ? static_cast<type>(*read) : into.*Field;
                                     return read.has_value();
                                   },
                                   [](const configuration& from) {
                                     const std::uint32_t value = from.*Field;
                                     return std::to_string(value);
                                   }};

template <auto Field>
inline constexpr value_kind interval =
    number<Field, "milliseconds, a whole number from 1 to 2147483647", 1>;

template <auto Field>
inline constexpr value_kind timeout =
    number<Field, "milliseconds, a whole number from 0, which is no limit, to 2147483647", 0>;

template <auto Field, auto Allowed>
bool take_text(std::string_view value, configuration& into, std::string&) {
  if (!Allowed(value)) {
    return false;
  }
  into.*Field = value;
  return true;
}

template <auto Field, fixed_string Accepted, auto Allowed>
inline constexpr value_kind text{
    Accepted.view(), take_text<Field, Allowed>,
    [](const configuration& from) { return (from.*Field).empty() ? "none" : from.*Field; }};

/// A text that is never printed.
template <auto Field, fixed_string Accepted, auto Allowed>
inline constexpr value_kind credential{
    Accepted.view(), take_text<Field, Allowed>,
    [](const configuration& from) { return (from.*Field).empty() ? "none" : hidden(from.*Field); },
    hidden};

[[nodiscard]] constexpr bool is_any(std::string_view) noexcept { return true; }

template <auto Field>
inline constexpr value_kind file = text<Field, "a file", is_any>;

template <metrics_path Path>
inline constexpr value_kind endpoint{
    "http:// or https:// and a host, maybe a port and a path, and no user: "
    "OTEL_COLLECTOR_BASIC_AUTH_USERNAME is for one",
    [](std::string_view value, configuration& into, std::string&) {
      const std::string url = endpoint_url(value, Path);
      into.push_endpoint = url.empty() ? into.push_endpoint : url;
      return !url.empty();
    },
    [](const configuration& from) { return printable_endpoint(from.push_endpoint); },
    [](std::string_view value) { return in_quotes(printable_endpoint(value)); }};

}  // namespace detail::variables
}  // namespace v0_1
}  // namespace zerometer
