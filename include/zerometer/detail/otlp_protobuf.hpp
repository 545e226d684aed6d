// SPDX-License-Identifier: MIT
/// OTLP in binary protobuf: what stands around the values of a request, and the values.
///
/// The size of a message stands before it. Where the compiler knows it, it is part of a constant
/// text; elsewhere its place is kept, as wide as the largest size can need, and it is written when
/// the message is complete. A varint that is wider than it must be is read by every parser
/// (protobuf's tests hold theirs to that, and protozero writes all its nested messages so), and the
/// other way is a second walk over all series, only to add up sizes.
/// Sources: opentelemetry-proto, metrics.proto and common.proto; protobuf, "Encoding".
#pragma once

#include <zerometer/detail/bits.hpp>
#include <zerometer/detail/otlp_model.hpp>
#include <zerometer/detail/protobuf_text.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/integer_label.hpp>
#include <zerometer/resource.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What the two encodings differ in: otlp_json has the same members.
struct otlp_protobuf {
  static constexpr std::string_view content_type = "application/x-protobuf";

  /// One KeyValue of a list whose field has this tag.
  static constexpr void append_attribute(text_writer& out, char tag, std::string_view key,
                                         const otlp_value& value) noexcept {
    text_writer measure;
    append_value(measure, value);
    out.push(tag);
    append_varint(out, string_size(key) + 2 + measure.size());
    append_string(out, '\x0a', key);
    out.push('\x12');
    append_varint(out, measure.size());
    append_value(out, value);
  }

  /// The same of a label whose value is a text that comes at run time, and is not empty.
  template <class Label, char Tag>
  struct text_attribute {
    static constexpr std::size_t width = varint_size(Label::key.size() + Label::type::limit + 16);
    struct begin {
      static constexpr void write(text_writer& out) noexcept {
        out.push(Tag);
        append_gap<width>(out);
        append_string(out, '\x0a', Label::key);
        out.push('\x12');
        append_gap<width>(out);
        out.push('\x0a');
        append_gap<width>(out);
      }
    };
    static constexpr std::size_t longest = text_of<begin>.view().size() + Label::type::limit;
    [[nodiscard]] static char* write(char* out, std::string_view value) noexcept {
      char* const text = write_text<begin>(out);
      std::memcpy(text, value.data(), value.size());
      char* const end = text + value.size();
      fill_gap<width>(text - width, end);
      fill_gap<width>(text - 2 * width - 1, end);
      fill_gap<width>(out + 1, end);
      return end;
    }
  };
  /// The same of an integer's digits.
  template <class Label, char Tag>
  struct integer_attribute {
    static constexpr otlp_value value_of(std::int64_t value) noexcept {
      return {value_type::integer, {}, static_cast<std::uint64_t>(value)};
    }
    /// A negative integer takes the most bytes.
    struct negative {
      static constexpr void write(text_writer& out) noexcept {
        append_attribute(out, Tag, Label::key, value_of(-1));
      }
    };
    static constexpr std::size_t longest = text_of<negative>.view().size();
    [[nodiscard]] static char* write(char* out, std::string_view digits) noexcept {
      text_writer to{out, longest};
      append_attribute(to, Tag, Label::key, value_of(integer_of(digits)));
      return out + to.size();
    }
  };

  static constexpr std::size_t resource_factor = 8;
  static constexpr std::size_t request_size = 64;
  static void open_request(text_writer& out, std::string_view resource) noexcept {
    out.push('\x0a');
    append_gap(out);
    if (!resource.empty()) {
      const auto append_all = [&](text_writer& to) {
        visit_attributes(resource, [&](const stored_attribute& attribute) {
          append_attribute(to, '\x0a', attribute.key, otlp_value_of(attribute));
        });
      };
      text_writer measure;
      append_all(measure);
      out.push('\x0a');
      append_varint(out, measure.size());
      append_all(out);
    }
  }
  struct request_end {
    static constexpr void write(text_writer&) noexcept {}
  };

  template <class Meter>
  static constexpr void open_scope(text_writer& out) noexcept {
    text_writer measure;
    append_scope<Meter>(measure);
    out.push('\x12');
    append_gap(out);
    out.push('\x0a');
    append_varint(out, measure.size());
    append_scope<Meter>(out);
  }
  template <class Meter>
  static constexpr void close_scope(text_writer& out) noexcept {
    append_string(out, '\x1a', Meter::options::schema_url_text);
  }

  template <class Metric>
  static constexpr void open_metric(text_writer& out) noexcept {
    out.push('\x12');
    append_gap(out);
    append_string(out, '\x0a', Metric::name);
    append_string(out, '\x12', Metric::help);
    append_string(out, '\x1a', Metric::unit);
    constexpr otlp_data data = otlp_data_of<Metric>;
    out.push(data == otlp_data::gauge ? '\x2a' : (data == otlp_data::sum ? '\x3a' : '\x4a'));
    append_gap(out);
  }
  template <class Metric>
  static constexpr void close_metric(text_writer& out, bool delta) noexcept {
    if (otlp_data_of<Metric> != otlp_data::gauge) {
      out.push('\x10');
      out.push(delta ? '\x01' : '\x02');
    }
    if (otlp_data_of<Metric> == otlp_data::sum && otlp_is_monotonic<Metric>) {
      out.append("\x18\x01");
    }
  }

  static char* close(char* begin, char* content, char* out, std::string_view text) noexcept {
    out = copy_blocks(out, text.data(), text.size());
    fill_gap<gap_size>(content - gap_size, out);
    fill_gap<gap_size>(begin + 1, out);
    return out;
  }
  static char* close(char* begin, char* out, std::string_view text) noexcept {
    out = copy_blocks(out, text.data(), text.size());
    fill_gap<gap_size>(begin + 1, out);
    return out;
  }

  static constexpr std::size_t head_size = 32;
  template <class Metric>
  static void write_head(text_writer& out, std::uint64_t start, std::uint64_t time,
                         std::size_t length_size) noexcept {
    out.push('\x0a');
    for (std::size_t i = 0; i < length_size; ++i) {
      out.push('\0');
    }
    if (start != 0) {
      out.push('\x11');
      append_fixed(out, start);
    }
    out.push('\x19');
    append_fixed(out, time);
    out.push(otlp_data_of<Metric> == otlp_data::histogram || otlp_has_doubles<Metric>() ? '\x21'
                                                                                        : '\x31');
  }

  static constexpr std::size_t number_size = 8;
  static char* write_number(char* out, std::int64_t value) noexcept {
    return store_fixed(out, static_cast<std::uint64_t>(value));
  }
  static char* write_number(char* out, double value) noexcept {
    return store_fixed(out, bits_of(otlp_double(value)));
  }

  template <class Metric>
  static constexpr std::size_t histogram_size =
      32 + (Metric::has_min_max ? 2 * 9 : 0) + 8 * Metric::buckets;
  template <class Metric, class Buckets, class... MinMax>
  static char* write_histogram(char* out, std::uint64_t count, double sum, const Buckets& buckets,
                               const MinMax&... reached) noexcept {
    out = store_fixed(out, count);
    if constexpr (otlp_has_sum<Metric>()) {
      *out = '\x29';
      out = store_fixed(out + 1, bits_of(otlp_double(sum)));
    }
    ((out = write_min_max(out, reached)), ...);
    out = write_text<buckets_begin<Metric>>(out);
    for (std::size_t i = 0; i < Metric::buckets; ++i) {
      out = store_fixed(out, buckets(i));
    }
    return out;
  }

  template <class Metric>
  static constexpr void append_value_end(text_writer& out) noexcept {
    if constexpr (otlp_data_of<Metric> == otlp_data::histogram) {
      out.push('\x3a');
      append_varint(out, 8 * (Metric::buckets - 1));
      for (std::size_t i = 0; i + 1 < Metric::buckets; ++i) {
        append_fixed(out, bits_of(otlp_double(Metric::domain::bound(i))));
      }
    }
  }
  template <class Metric>
  static constexpr void open_attributes(text_writer& out) noexcept {
    append_value_end<Metric>(out);
  }
  static constexpr std::size_t point_end_size = 0;
  template <std::size_t LengthSize>
  static char* close_point(char* begin, char* out, bool) noexcept {
    fill_gap<LengthSize>(begin + 1, out);
    return out;
  }

private:
  /// Enough for 256 MiB, and no request is larger.
  static constexpr std::size_t gap_size = 4;
  template <std::size_t Size = gap_size>
  static constexpr void append_gap(text_writer& out) noexcept {
    out.append({"\0\0\0\0", Size});
  }

  static constexpr void append_value(text_writer& out, const otlp_value& value) noexcept {
    if (value.type == value_type::text) {
      out.push('\x0a');
      append_varint(out, valid_size(value.text));
      append_valid(out, value.text);
    } else if (value.type == value_type::number) {
      out.push('\x21');
      append_fixed(out, value.bits);
    } else {
      out.push(value.type == value_type::boolean ? '\x10' : '\x18');
      append_varint(out, value.bits);
    }
  }
  template <class Meter>
  static constexpr void append_scope(text_writer& out) noexcept {
    append_string(out, '\x0a', Meter::meter_name);
    append_string(out, '\x12', Meter::options::version_text);
    append_attributes<otlp_protobuf>(out, '\x1a', typename Meter::options::attributes{});
  }
  static char* write_min_max(char* out, const otlp_min_max& reached) noexcept {
    if (reached.are_known) {
      *out = '\x59';
      out = store_fixed(out + 1, bits_of(otlp_double(reached.min)));
      *out = '\x61';
      out = store_fixed(out + 1, bits_of(otlp_double(reached.max)));
    }
    return out;
  }
  template <class Metric>
  struct buckets_begin {
    static constexpr void write(text_writer& out) noexcept {
      out.push('\x32');
      append_varint(out, 8 * Metric::buckets);
    }
  };
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
