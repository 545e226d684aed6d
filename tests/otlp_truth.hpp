// SPDX-License-Identifier: MIT
/// What OTLP requests must say, read from the snapshot and the descriptors and not through a
/// renderer. Texts are in hexadecimal, doubles in C's.
#pragma once

#include <zerometer/otlp.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace zm = zerometer;

inline std::string hex(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    std::array<char, 3> byte{};
    std::snprintf(byte.data(), byte.size(), "%02x", static_cast<unsigned>(c) & 0xFF);
    digits += byte.data();
  }
  return digits;
}

template <class Number>
std::string number(Number value) {
  std::array<char, 64> text{};
  if constexpr (std::is_same_v<Number, double>) {
    std::snprintf(text.data(), text.size(), "[\"double\", \"%a\"]", value);
  } else {
    std::snprintf(text.data(), text.size(), "[\"int\", \"%" PRId64 "\"]",
                  static_cast<std::int64_t>(value));
  }
  return text.data();
}

inline std::string attribute(std::string_view key, std::string_view type, std::string_view text) {
  return "[\"" + hex(key) + "\", \"" + std::string{type} + "\", \"" + hex(text) + "\"], ";
}

template <class... Constants>
std::string constants(zm::list<Constants...>) {
  return (std::string{} + ... + attribute(Constants::key, "string", Constants::value));
}

template <class Metric, class... Labels, std::size_t... Position>
std::string labels(std::size_t series, zm::list<Labels...>, std::index_sequence<Position...>) {
  std::string all = constants(typename Metric::labels::constants{});
  const auto append = [&]<class Label>(Label*, std::string_view text) {
    if (!text.empty()) {
      const char* const type =
          std::is_same_v<typename Label::type, bool> ||
                  std::is_same_v<typename Label::type, zm::detail::overflow_mark>
              ? "bool"
          : std::is_same_v<typename Label::type, zm::any_integer> ? "int"
          : zm::detail::is_text<typename Label::type> || std::is_enum_v<typename Label::type>
              ? "string"
              : "int";
      all += attribute(Label::key, type, text);
    }
  };
  static_cast<void>(append);
  static_cast<void>(series);
  (append(static_cast<Labels*>(nullptr), Metric::labels::template text<Position>(series)), ...);
  return all;
}

template <class Metric, class Exposition>
void print_metric(const zm::otlp::collection<Exposition>& from) {
  using options = typename Metric::meter::options;
  using listed = typename Metric::labels::labels;
  constexpr zm::kind kind = Metric::type;
  constexpr bool rises = kind == zm::kind::counter || kind == zm::kind::histogram;
  const auto& values = from.values;
  const auto* const older = from.previous;
  const bool delta = rises && older != nullptr;
  for (std::size_t i = values.template next<Metric>(0); i < Metric::labels::series;
       i = values.template next<Metric>(i + 1)) {
    std::string value;
    std::string buckets;
    std::string bounds;
    std::string range;  // minimum and maximum
    bool rose = !delta;
    if constexpr (kind == zm::kind::info) {
      value = number(1);
    } else if constexpr (kind == zm::kind::histogram) {
      const auto is = Metric::read(values, i);
      for (std::size_t b = 0; b < Metric::buckets; ++b) {
        const std::uint64_t count = is.bucket(b) - (delta ? Metric::read(*older, i).bucket(b) : 0);
        rose = rose || count != 0;
        buckets += std::to_string(count) + (b + 1 < Metric::buckets ? ", " : "");
      }
      for (std::size_t b = 0; b + 1 < Metric::buckets; ++b) {
        bounds += (b != 0 ? ", " : "") + number(Metric::domain::bound(b));
      }
      auto sum = is.sum();
      sum -= delta ? Metric::read(*older, i).sum() : decltype(sum){};
      const auto in_unit = [](auto whole) {
        double part = static_cast<double>(whole);
        if constexpr (Metric::of_integers) {
          for (unsigned digit = 0; digit < Metric::domain::digits; ++digit) {
            part /= 10;  // compared to some parts in 10^16
          }
        }
        return part;
      };
      value = number(in_unit(sum));
      if constexpr (Metric::has_min_max) {
        if (!delta && is.has_min_max()) {
          range = number(in_unit(is.min())) + ", " + number(in_unit(is.max()));
        }
      }
      if constexpr (!Metric::of_integers) {
        value = Metric::domain::is_signed ? "null" : value;
      }
    } else {
      auto is = Metric::read(values, i);
      if (delta) {
        is -= Metric::read(*older, i);
      }
      rose = rose || is != 0;
      value = number(is);
    }
    if (!rose) {
      continue;
    }
    const bool gauge = kind == zm::kind::gauge || kind == zm::kind::info;
    std::string all = labels<Metric>(i, listed{}, std::make_index_sequence<listed::size>{});
    all.resize(all.empty() ? 0 : all.size() - 2);
    std::string scope = constants(typename options::attributes{});
    scope.resize(scope.empty() ? 0 : scope.size() - 2);
    std::printf("{\"scope\": [\"%s\", \"%s\", \"%s\", [%s]], \"metric\": [\"%s\", \"%s\", \"%s\"], "
                "\"data\": \"%s\", \"temporality\": %d, \"monotonic\": %s, \"start\": %" PRIu64
                ", \"time\": %" PRIu64 ", \"attributes\": [%s], \"value\": %s, \"buckets\": [%s], "
                "\"bounds\": [%s], \"range\": [%s]}\n",
                hex(Metric::meter::meter_name).c_str(), hex(options::version_text).c_str(),
                hex(options::schema_url_text).c_str(), scope.c_str(), hex(Metric::name).c_str(),
                hex(Metric::help).c_str(), hex(Metric::unit).c_str(),
                gauge ? "gauge" : (kind == zm::kind::histogram ? "histogram" : "sum"),
                gauge ? 0 : (delta ? 1 : 2), kind == zm::kind::counter ? "true" : "false",
                gauge ? 0 : (delta ? from.previous_time : from.start), from.time, all.c_str(),
                value.c_str(), buckets.c_str(), bounds.c_str(), range.c_str());
  }
}
template <class Exposition, class... Metrics>
void print_metrics(const zm::otlp::collection<Exposition>& from, zm::list<Metrics...>) {
  static_cast<void>(from);
  (print_metric<typename Metrics::descriptor_type>(from), ...);
}

/// A line of JSON for each point of a collection.
template <class Exposition>
void print_truth(const zm::otlp::collection<Exposition>& from) {
  print_metrics(from, typename Exposition::metrics{});
}
