// SPDX-License-Identifier: MIT
/// OTLP in JSON: what stands around the values of a request, and the values.
///
/// Each element of a list ends in a comma; the bracket that closes the list is written over the
/// last one, so that no element asks whether it is the first. Sources: opentelemetry-proto, "OTLP
/// Specification", JSON Protobuf Encoding; protobuf, "ProtoJSON Format"; RFC 8259.
#pragma once

#include <zerometer/detail/decimal.hpp>
#include <zerometer/detail/json_text.hpp>
#include <zerometer/detail/otlp_model.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/resource.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The text of each bound: a constant of its own, so that no evaluation passes a compiler's limit.
template <class Domain, std::size_t Index>
inline constexpr decimal_text bound_text{Domain::bound(Index)};
template <class Domain>
inline constexpr auto bound_texts = []<std::size_t... Index>(std::index_sequence<Index...>) {
  return std::array<decimal_text, Domain::size>{bound_text<Domain, Index>...};
}(std::make_index_sequence<Domain::size>{});

/// What the two encodings differ in: otlp_protobuf has the same members.
struct otlp_json {
  static constexpr std::string_view content_type = "application/json";

  /// One KeyValue of a list. How its field is numbered says nothing here.
  static constexpr void append_attribute(text_writer& out, char, std::string_view key,
                                         const otlp_value& value) noexcept {
    out.append("{\"key\":");
    append_json(out, key);
    out.append(",\"value\":{");
    if (value.type == value_type::text) {
      out.append("\"stringValue\":");
      append_json(out, value.text);
    } else if (value.type == value_type::boolean) {
      out.append(value.bits != 0 ? "\"boolValue\":true" : "\"boolValue\":false");
    } else if (value.type == value_type::integer) {
      out.append("\"intValue\":");
      append_json(out, static_cast<std::int64_t>(value.bits));
    } else {
      out.append("\"doubleValue\":");
      append_json(out, std::bit_cast<double>(value.bits));
    }
    out.append("}},");
  }

  /// The same of a label whose value is a text that comes at run time, and is not empty.
  template <class Label, char Tag, value_type Type = value_type::text>
  struct text_attribute {
    struct begin {
      static constexpr void write(text_writer& out) noexcept {
        append_attribute(out, Tag, Label::key, {Type, "", 0});
        // An integer's 0 as well.
        out.shrink(out.size() - end.size() - (Type == value_type::integer ? 1 : 0));
      }
    };
    static constexpr std::string_view end = "\"}},";
    static constexpr std::size_t longest =
        text_of<begin>.view().size() + json_escape_size * Label::type::limit + end.size();
    [[nodiscard]] static char* write(char* out, std::string_view value) noexcept {
      out = write_json_text(write_text<begin>(out), value);
      std::memcpy(out, end.data(), end.size());
      return out + end.size();
    }
  };
  /// The same of an integer's digits, which JSON has as a string.
  template <class Label, char Tag>
  using integer_attribute = text_attribute<Label, Tag, value_type::integer>;

  /// A resource of n bytes is never spelled by more than eight times as many.
  static constexpr std::size_t resource_factor = 8;
  static constexpr std::size_t request_size = 64;
  static void open_request(text_writer& out, std::string_view resource) noexcept {
    out.append("{\"resourceMetrics\":[{");
    if (!resource.empty()) {
      out.append("\"resource\":{\"attributes\":[");
      visit_attributes(resource, [&](const stored_attribute& attribute) {
        append_attribute(out, '\0', attribute.key, otlp_value_of(attribute));
      });
      close_list(out, "]},");
    }
    out.append("\"scopeMetrics\":[");
  }
  struct request_end {
    static constexpr void write(text_writer& out) noexcept { out.append("]}]}"); }
  };

  template <class Meter>
  static constexpr void open_scope(text_writer& out) noexcept {
    using options = typename Meter::options;
    out.append("{\"scope\":{");
    append_member(out, "\"name\":", Meter::meter_name);
    append_member(out, "\"version\":", options::version_text);
    if (options::attributes::size != 0) {
      out.append("\"attributes\":[");
      append_attributes<otlp_json>(out, '\0', typename options::attributes{});
      close_list(out, "],");
    }
    close_list(out, "},\"metrics\":[");
  }
  template <class Meter>
  static constexpr void close_scope(text_writer& out) noexcept {
    out.append("],");
    append_member(out, "\"schemaUrl\":", Meter::options::schema_url_text);
    close_list(out, "},");
  }

  template <class Metric>
  static constexpr void open_metric(text_writer& out) noexcept {
    out.push('{');
    append_member(out, "\"name\":", Metric::name);
    append_member(out, "\"description\":", Metric::help);
    append_member(out, "\"unit\":", Metric::unit);
    constexpr otlp_data data = otlp_data_of<Metric>;
    out.append(data == otlp_data::gauge ? "\"gauge\":"
                                        : (data == otlp_data::sum ? "\"sum\":" : "\"histogram\":"));
    out.append("{\"dataPoints\":[");
  }
  template <class Metric>
  static constexpr void close_metric(text_writer& out, bool delta) noexcept {
    out.push(']');
    if (otlp_data_of<Metric> != otlp_data::gauge) {
      out.append(delta ? ",\"aggregationTemporality\":1" : ",\"aggregationTemporality\":2");
    }
    if (otlp_data_of<Metric> == otlp_data::sum && otlp_is_monotonic<Metric>) {
      out.append(",\"isMonotonic\":true");
    }
    out.append("}},");
  }

  /// Closes what was opened at `begin` and again before `content`, by a constant text.
  static char* close(char*, char*, char* out, std::string_view text) noexcept {
    return copy_blocks(out - 1, text.data(), text.size());
  }
  static char* close(char*, char* out, std::string_view text) noexcept {
    return copy_blocks(out - 1, text.data(), text.size());
  }

  /// What a metric's points begin with, up to the value; no start is none.
  static constexpr std::size_t head_size = 96;
  template <class Metric>
  static void write_head(text_writer& out, std::uint64_t start, std::uint64_t time,
                         std::size_t) noexcept {
    out.push('{');
    if (start != 0) {
      out.append("\"startTimeUnixNano\":");
      append_json(out, start);
      out.push(',');
    }
    out.append("\"timeUnixNano\":");
    append_json(out, time);
    out.append(otlp_data_of<Metric> == otlp_data::histogram
                   ? ",\"count\":\""
                   : (otlp_has_doubles<Metric>() ? ",\"asDouble\":" : ",\"asInt\":\""));
  }

  static constexpr std::size_t number_size = double_size;
  static char* write_number(char* out, std::int64_t value) noexcept {
    return write_json_integer(out, value);
  }
  static char* write_number(char* out, double value) noexcept {
    return write_json_double(out, value);
  }

  template <class Metric>
  static constexpr std::size_t histogram_size =
      64 + double_size + (Metric::has_min_max ? 2 * (double_size + 7) : 0) +
      (integer_size + 3) * (Metric::buckets + 1);
  template <class Metric, class Buckets, class... MinMax>
  static char* write_histogram(char* out, std::uint64_t count, double sum, const Buckets& buckets,
                               const MinMax&... reached) noexcept {
    out = write_integer(out, count);
    if constexpr (otlp_has_sum<Metric>()) {
      out = write_json_double(write_text<sum_key>(out), sum);
    } else if constexpr (Metric::has_min_max) {
      *out++ = '"';
    }
    ((out = write_min_max(out, reached)), ...);
    out = write_text<buckets_key<otlp_has_sum<Metric>() || Metric::has_min_max>>(out);
    for (std::size_t i = 0; i < Metric::buckets; ++i) {
      out = write_integer(out, buckets(i));
      std::memcpy(out, "\",\"", 4);
      out += 3;
    }
    return out - 3;
  }

  /// What stands between the value and the labels' attributes, and where to go back to when there
  /// are none.
  template <class Metric>
  static constexpr void append_value_end(text_writer& out) noexcept {
    if constexpr (otlp_data_of<Metric> == otlp_data::histogram) {
      out.append("\"],\"explicitBounds\":[");
      for (const decimal_text& bound : bound_texts<typename Metric::domain>) {
        out.append(bound.view());
        out.push(',');
      }
      close_list(out, "]");
    } else if (!otlp_has_doubles<Metric>()) {
      out.push('"');
    }
  }
  template <class Metric>
  static constexpr void open_attributes(text_writer& out) noexcept {
    append_value_end<Metric>(out);
    out.append(",\"attributes\":[");
  }
  static constexpr std::size_t point_end_size = 4;
  template <std::size_t LengthSize>
  static char* close_point(char*, char* out, bool attributes) noexcept {
    std::memcpy(attributes ? out - 1 : out, attributes ? "]}," : "},", 3);
    return out + 2;
  }

private:
  static constexpr void append_member(text_writer& out, std::string_view name,
                                      std::string_view text) noexcept {
    if (!text.empty()) {
      out.append(name);
      append_json(out, text);
      out.push(',');
    }
  }
  /// Over the last element's comma.
  static constexpr void close_list(text_writer& out, std::string_view text) noexcept {
    out.shrink(out.size() - 1);
    out.append(text);
  }
  static char* write_min_max(char* out, const otlp_min_max& reached) noexcept {
    if (reached.are_known) {
      out = write_json_double(write_text<min_key>(out), reached.min);
      out = write_json_double(write_text<max_key>(out), reached.max);
    }
    return out;
  }
  struct sum_key {
    static constexpr void write(text_writer& out) noexcept { out.append("\",\"sum\":"); }
  };
  struct min_key {
    static constexpr void write(text_writer& out) noexcept { out.append(",\"min\":"); }
  };
  struct max_key {
    static constexpr void write(text_writer& out) noexcept { out.append(",\"max\":"); }
  };
  /// Behind the count's quotation mark or, where something stood between them, without it.
  template <bool Between>
  struct buckets_key {
    static constexpr void write(text_writer& out) noexcept {
      out.append(Between ? ",\"bucketCounts\":[\"" : "\",\"bucketCounts\":[\"");
    }
  };
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
