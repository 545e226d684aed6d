// SPDX-License-Identifier: MIT
/// The kinds of lists that variables have: exporters, headers, attributes of the resource.
///
/// Sources: OpenTelemetry, "Environment Variable Specification"; "OTLP Exporter Configuration",
/// Specifying headers via environment variables; "Resource SDK", Specifying resource information
/// via an environment variable.
#pragma once

#include <zerometer/configuration.hpp>
#include <zerometer/detail/environment_kinds.hpp>
#include <zerometer/detail/environment_values.hpp>
#include <zerometer/detail/header_field.hpp>
#include <zerometer/detail/header_list.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail::variables {

inline constexpr value_kind exporters{
    "prometheus, otlp, both with a comma between, or none",
    [](std::string_view value, configuration& into, std::string&) {
      bool pull = false;
      bool push = false;
      bool none = false;
      bool known = true;
      visit_members(value, [&](std::size_t, std::string_view name, std::string_view behind) {
        name = behind.data() == nullptr ? name : std::string_view{};
        pull = pull || is_word(name, "prometheus");
        push = push || is_word(name, "otlp");
        none = none || is_word(name, "none");
        known = known &&
                (is_word(name, "prometheus") || is_word(name, "otlp") || is_word(name, "none"));
      });
      if (pull || push || none) {
        into.pull = pull;
        into.push = push;
      }
      return known && none != (pull || push);
    },
    [](const configuration& from) -> std::string {
      return from.pull ? (from.push ? "prometheus,otlp" : "prometheus")
                       : (from.push ? "otlp" : "none");
    }};

/// Members that are wrong are left out, and the first is told by its position: a name may be the
/// secret that someone forgot a name for.
inline constexpr value_kind headers{
    "name=value, more of them behind commas",
    [](std::string_view value, configuration& into, std::string& want) {
      name_values read;
      bool valid = true;
      visit_members(value, [&](std::size_t at, std::string_view name, std::string_view escaped) {
        const std::optional<std::string> text = percent_decoded(escaped);
        bool twice = false;
        for (const auto& other : read) {
          twice = twice || is_same_field(other.first, name);
        }
        const char* const rule = escaped.data() == nullptr ? "name=value"
                                 : !is_field_name(name)    ? "a name of letters, digits and hyphens"
                                 : is_own_field(name)     ? "a header that is not the request's own"
                                 : !text                  ? "two hexadecimal digits behind each %"
                                 : !is_field_value(*text) ? "no control character"
                                 : twice                  ? "a name that was not there yet"
                                                          : nullptr;
        if (rule == nullptr) {
          read.emplace_back(name, *text);
        } else if (valid) {
          want = std::string{rule} + " as its member " + std::to_string(at);
          valid = false;
        }
      });
      valid = valid && !read.empty();
      into.push_headers = read.empty() ? into.push_headers : std::move(read);
      return valid;
    },
    [](const configuration& from) {
      return from.push_headers.empty() ? "none"
                                       : "a list of " + std::to_string(from.push_headers.size());
    },
    hidden};

/// Of two of one key the last one stays.
inline void set_attribute(name_values& all, std::string_view key, std::string_view value) {
  for (auto& [name, text] : all) {
    if (name == key) {
      text = value;
      return;
    }
  }
  all.emplace_back(key, value);
}

/// Each key=value of a list, in its order; nothing where one of them is none.
[[nodiscard]] inline std::optional<name_values> read_attributes(std::string_view value) {
  name_values read;
  bool valid = true;
  visit_members(value, [&](std::size_t, std::string_view key, std::string_view escaped) {
    const std::optional<std::string> name = percent_decoded(key);
    const std::optional<std::string> text = percent_decoded(escaped);
    valid = valid && escaped.data() != nullptr && name && !name->empty() && text;
    if (valid) {
      read.emplace_back(*name, *text);
    }
  });
  return valid && !read.empty() ? std::optional{std::move(read)} : std::nullopt;
}

/// All of them or none: what is half read says of the process what it is not.
inline constexpr value_kind attributes{
    "key=value, more of them behind commas, with two hexadecimal digits behind each %",
    [](std::string_view value, configuration& into, std::string&) {
      const std::optional<name_values> read = read_attributes(value);
      for (const auto& [name, text] : read ? *read : name_values{}) {
        set_attribute(into.resource_attributes, name, text);
      }
      return read.has_value();
    },
    [](const configuration&) -> std::string { return "none of it"; }};

inline constexpr value_kind service_name{
    "a name",
    [](std::string_view value, configuration& into, std::string&) {
      set_attribute(into.resource_attributes, "service.name", value);
      return true;
    },
    [](const configuration&) -> std::string { return "it"; }};

}  // namespace detail::variables
}  // namespace v0_1
}  // namespace zerometer
