// SPDX-License-Identifier: MIT
/// The exporters' configuration out of the environment, and what is wrong in it, in words for an
/// operator.
///
///     const zm::environment from = zm::read_environment();
///     if (!from.diagnostics.empty()) { … from.text() … }     // strict: say it and end
///     … from.configuration.pull_port …
///
/// Reading is pure: it changes nothing, opens nothing, prints nothing, ends nothing. It allocates:
/// it is for the start of a program, while nobody calls setenv(3). No text that comes of it has a
/// password, a header's value or a URL's user in it, only `***`.
///
/// Highest first: what the program does to the configuration in the end, the variables that are not
/// OpenTelemetry's own (OTEL_EXPORT_TYPE, …), its own for metrics alone, its general ones, the
/// program's defaults. An empty variable is one that is not set. Source: OpenTelemetry,
/// "Environment Variable Specification" and "OTLP Exporter Configuration".
#pragma once

#include <zerometer/configuration.hpp>
#include <zerometer/detail/environment_lists.hpp>
#include <zerometer/detail/environment_table.hpp>
#include <zerometer/detail/environment_values.hpp>
#include <zerometer/detail/header_field.hpp>
#include <zerometer/detail/header_list.hpp>
#include <zerometer/detail/nearest_name.hpp>
#include <zerometer/detail/process_environment.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/version.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace zerometer {
inline namespace v0_1 {

/// What is wrong with one variable, ready to be printed.
struct diagnostic {
  std::string variable;
  std::string value;     // in quotes, on one line; or that it is not set
  std::string accepted;  // instead of it
  std::string used;      // in the end

  /// On one line: `A is "x": want y; z is used`.
  [[nodiscard]] std::string text() const {
    return variable + " is " + value + ": want " + accepted + "; " + used + " is used";
  }
};

struct environment {
  zerometer::configuration configuration{};
  std::vector<diagnostic> diagnostics{};
  /// Why `configuration.enabled` is false, where a variable decided it, or one that is not set.
  std::string_view off_because{};

  /// All diagnostics, a line each.
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const diagnostic& one : diagnostics) {
      all += one.text() + '\n';
    }
    return all;
  }
};

namespace detail {

inline void tell_missing(std::vector<diagnostic>& told, std::string_view name,
                         std::string_view beside, const char* used) {
  told.push_back({std::string{name}, "not set", "one beside " + std::string{beside}, used});
}

/// A user and a password need each other, and rule out another Authorization.
inline void settle_credentials(const name_values& given, environment& result) {
  constexpr std::string_view user = "OTEL_COLLECTOR_BASIC_AUTH_USERNAME";
  constexpr std::string_view password = "OTEL_COLLECTOR_BASIC_AUTH_PASSWORD";
  const bool has_user = !variables::value_of(given, user).empty();
  const bool has_password = !variables::value_of(given, password).empty();
  configuration& into = result.configuration;
  if (into.push_user.empty()) {
    if (has_password && !has_user) {  // one that is wrong has been told
      tell_missing(result.diagnostics, user, password, "neither");
    }
    into.push_password.clear();
    return;
  }
  if (has_user && !has_password && into.push_password.empty()) {
    tell_missing(result.diagnostics, password, user, "an empty one");
  }
  const std::size_t removed = std::erase_if(into.push_headers, [](const auto& header) noexcept {
    return is_word(header.first, "authorization");
  });
  constexpr std::string_view general = "OTEL_EXPORTER_OTLP_HEADERS";
  constexpr std::string_view metrics = "OTEL_EXPORTER_OTLP_METRICS_HEADERS";
  const std::string_view name = variables::value_of(given, metrics).empty() ? general : metrics;
  if (removed > 0 && !variables::value_of(given, name).empty()) {
    result.diagnostics.push_back({std::string{name}, variables::hidden({}),
                                  "no Authorization beside " + std::string{user}, "the user"});
  }
}

/// So do a client's certificate and its key.
inline void settle_client(environment& result) {
  constexpr std::string_view key = "OTEL_EXPORTER_OTLP_CLIENT_KEY";
  constexpr std::string_view certificate = "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE";
  configuration& into = result.configuration;
  const bool keyless = into.push_client_key.empty();
  if (keyless != into.push_client_certificate.empty()) {
    tell_missing(result.diagnostics, keyless ? key : certificate, keyless ? certificate : key,
                 "neither");
    into.push_client_key.clear();
    into.push_client_certificate.clear();
  }
}

/// Keys that the resource's attributes have more than once. The last value counts.
inline void tell_repeated_keys(const name_values& given, std::vector<diagnostic>& told) {
  constexpr std::string_view name = "OTEL_RESOURCE_ATTRIBUTES";
  const auto read = variables::read_attributes(variables::value_of(given, name));
  name_values seen;
  for (const auto& [key, value] : read ? *read : name_values{}) {
    std::size_t times = 0;
    for (const auto& other : seen) {
      times += other.first == key ? 1U : 0U;
    }
    seen.emplace_back(key, value);
    if (times == 1) {
      told.push_back(
          {std::string{name}, in_quotes(key + "=..."), "each key once", "its last value"});
    }
  }
}

/// Names that are nearly one of ours and none. What differs by more is for another program.
inline void tell_slips(const name_values& given, std::vector<diagnostic>& told) {
  for (const auto& [name, value] : given) {
    const std::string_view meant = nearest_name(
        name, variables::all.size(), [](std::size_t i) { return variables::all[i].name; });
    if (!meant.empty() && meant != name && !value.empty() && has_no_control(name)) {
      told.push_back({name, "no name that is known", std::string{meant}, "nothing of it"});
    }
  }
}

template <class Code>
[[nodiscard]] environment read_given(const name_values& given, configuration defaults,
                                     const Code& code) {
  environment result{std::move(defaults)};
  const std::vector<variables::fault> faults = variables::take_values(given, result.configuration);
  if (!result.configuration.enabled) {
    result.off_because = is_word(variables::value_of(given, "OTEL_SDK_DISABLED"), "true")
                             ? "OTEL_SDK_DISABLED is true"
                             : "OTEL_TELEMETRY_COLLECTION_ENABLED is not true";
  }
  code(result.configuration);
  result.off_because = result.configuration.enabled ? std::string_view{} : result.off_because;
  for (const variables::fault& each : faults) {
    const variables::variable& from = variables::all[each.at];
    result.diagnostics.push_back(
        {std::string{from.name}, each.value, each.want, from.kind.used(result.configuration)});
  }
  settle_credentials(given, result);
  settle_client(result);
  tell_repeated_keys(given, result.diagnostics);
  tell_slips(given, result.diagnostics);
  return result;
}

struct nothing_more {
  void operator()(configuration&) const noexcept {}
};

}  // namespace detail

/// What changes a configuration after the variables: the program's own last word.
template <class Code>
concept configures = std::invocable<const Code&, configuration&>;

/// Reads the environment of the process. What no variable says stays as it is in `defaults`, and
/// what `code` then does to the configuration is final. A program that exposes nothing until it is
/// told to gives `{.enabled = false}`: OTEL_TELEMETRY_COLLECTION_ENABLED=true turns it on.
template <configures Code = detail::nothing_more>
[[nodiscard]] environment read_environment(configuration defaults = {}, const Code& code = {}) {
  return detail::read_given(detail::process_variables(), std::move(defaults), code);
}

/// Reads whatever looks up a name as getenv(3) does. Names that are slips are not seen.
template <class Lookup, configures Code = detail::nothing_more>
  requires std::is_invocable_r_v<const char*, const Lookup&, const char*>
[[nodiscard]] environment read_environment(const Lookup& lookup, configuration defaults = {},
                                           const Code& code = {}) {
  name_values given;
  for (const detail::variables::variable& each : detail::variables::all) {
    if (const char* const value = lookup(each.name.data()); value != nullptr) {
      given.emplace_back(each.name, value);
    }
  }
  return detail::read_given(given, std::move(defaults), code);
}

/// Reads a container of names and values. Of two of one name the first one counts.
template <class Container, configures Code = detail::nothing_more>
  requires requires(const Container& given) {
    { given.begin()->first } -> std::convertible_to<std::string_view>;
    { given.begin()->second } -> std::convertible_to<std::string_view>;
  }
[[nodiscard]] environment read_environment(const Container& given, configuration defaults = {},
                                           const Code& code = {}) {
  name_values copied;
  for (const auto& [name, value] : given) {
    copied.emplace_back(std::string_view{name}, std::string_view{value});
  }
  return detail::read_given(copied, std::move(defaults), code);
}

/// Adds to a resource what the program has not said of itself: the configuration's attributes, and
/// what every resource has: service.name, by the program's file where nobody said it, and
/// telemetry.sdk.*. Told is what did not fit.
template <std::size_t Bytes>
[[nodiscard]] std::vector<diagnostic>
complete(resource<Bytes>& who, const configuration& from,
         const std::string& program = detail::program_name()) {
  name_values all{{"service.name", "unknown_service" + (program.empty() ? "" : ":" + program)},
                  {"telemetry.sdk.name", "zerometer"},
                  {"telemetry.sdk.language", "cpp"},
                  {"telemetry.sdk.version", std::to_string(ZEROMETER_VERSION_MAJOR) + "." +
                                                std::to_string(ZEROMETER_VERSION_MINOR) + "." +
                                                std::to_string(ZEROMETER_VERSION_PATCH)}};
  for (const auto& [key, value] : from.resource_attributes) {
    detail::variables::set_attribute(all, key, value);
  }
  std::vector<diagnostic> told;
  for (const auto& [key, value] : all) {
    const resource_error error = who.add(key, value);
    if (error != resource_error::none && error != resource_error::duplicate_key) {
      told.push_back({"OTEL_RESOURCE_ATTRIBUTES", detail::in_quotes(key + "=..."),
                      error == resource_error::full           ? "a resource of more bytes"
                      : error == resource_error::long_key     ? "a key of at most 255 bytes"
                      : error == resource_error::reserved_key ? "a key that does not begin with __"
                                                              : "a key with a letter or a digit",
                      "the rest"});
    }
  }
  return told;
}

}  // namespace v0_1
}  // namespace zerometer
