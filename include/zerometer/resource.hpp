// SPDX-License-Identifier: MIT
/// A resource: what the process is, as attributes given at run time, in a fixed number of bytes.
///
///     zm::resource<256> who;
///     if (who.add("service.name", "billing") != zm::resource_error::none) { … }
///
/// It costs nothing per series: Prometheus pages carry it once, as `target_info`. Source:
/// OpenTelemetry, "Resource SDK" and "Prometheus and OpenMetrics Compatibility", Resource
/// Attributes. Not for concurrent use: fill it, then render from it.
#pragma once

#include <zerometer/detail/integer.hpp>
#include <zerometer/detail/utf8.hpp>

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {

/// Why an attribute was not added. The resource is then as it was.
enum class resource_error : unsigned char {
  none,
  full,           // it does not fit: give zm::resource more bytes
  empty_key,      // a key has at least one letter or digit
  reserved_key,   // keys that begin with __ are Prometheus's own
  long_key,       // a key has at most 255 bytes
  duplicate_key,  // the key is there already
};

namespace detail {

enum class value_type : unsigned char { text, boolean, integer, number };

/// One attribute as it is kept. A number's eight bytes, or a bool's one, stand in `value`.
struct stored_attribute {
  std::string_view key;
  std::string_view value;
  value_type type;
  /// Of a value that is no text.
  [[nodiscard]] std::uint64_t bits() const noexcept {
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < value.size() && i < sizeof result; ++i) {
      result |= std::uint64_t{static_cast<unsigned char>(value[i])} << (8 * i);
    }
    return result;
  }
};

/// Before an attribute's text: the sizes of key and value in two bytes each, and the type.
inline constexpr std::size_t attribute_overhead = 5;

/// Calls `visit(const stored_attribute&)` for each attribute, in the order of adding.
template <class Visitor>
void visit_attributes(std::string_view bytes, Visitor visit) noexcept {
  const auto size_at = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) |
           static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1])) << 8;
  };
  while (!bytes.empty()) {
    const std::size_t key_size = size_at(0);
    const std::size_t value_size = size_at(2);
    visit(stored_attribute{bytes.substr(attribute_overhead, key_size),
                           bytes.substr(attribute_overhead + key_size, value_size),
                           static_cast<value_type>(bytes[4])});
    bytes.remove_prefix(attribute_overhead + key_size + value_size);
  }
}

}  // namespace detail

template <std::size_t Bytes>
class resource {
public:
  static constexpr std::size_t capacity = Bytes;
  /// What an attribute takes beside its key and its value. A number's value takes eight.
  static constexpr std::size_t overhead = detail::attribute_overhead;

  /// Adds an attribute; invalid UTF-8 is replaced by U+FFFD.
  [[nodiscard]] resource_error add(std::string_view key, std::string_view value) noexcept {
    return insert(key, value, detail::value_type::text);
  }
  /// A null pointer, which is what getenv has for a variable that is not set, is an empty value.
  [[nodiscard]] resource_error add(std::string_view key, const char* value) noexcept {
    return add(key, value == nullptr ? std::string_view{} : std::string_view{value});
  }
  [[nodiscard]] resource_error add(std::string_view key, std::same_as<bool> auto value) noexcept {
    const char byte = value ? '\1' : '\0';
    return insert(key, {&byte, 1}, detail::value_type::boolean);
  }
  [[nodiscard]] resource_error add(std::string_view key, std::signed_integral auto value) noexcept {
    return insert_bits(key, static_cast<std::uint64_t>(static_cast<std::int64_t>(value)),
                       detail::value_type::integer);
  }
  /// One beyond the signed 64 bits that OTLP has for integers is kept as text.
  template <std::unsigned_integral Integer>
    requires(!std::same_as<Integer, bool>)
  [[nodiscard]] resource_error add(std::string_view key, Integer value) noexcept {
    if (std::uint64_t{value} >> 63 == 0) {
      return add(key, static_cast<std::int64_t>(value));
    }
    std::array<char, 24> digits{};
    const char* const end = detail::write_integer(digits.data(), value);
    return add(key, {digits.data(), static_cast<std::size_t>(end - digits.data())});
  }
  [[nodiscard]] resource_error add(std::string_view key, double value) noexcept {
    return insert_bits(key, std::bit_cast<std::uint64_t>(value), detail::value_type::number);
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

  /// When counting began, in nanoseconds since the Unix epoch, where that is not the start of the
  /// process.
  void set_start_time(std::uint64_t nanoseconds) noexcept { start_time_ = nanoseconds; }
  /// What was set; 0 if nothing was, and the renderer asks the system.
  [[nodiscard]] std::uint64_t start_time() const noexcept { return start_time_; }

  /// The attributes as they are kept, for renderers: see detail::visit_attributes.
  [[nodiscard]] std::string_view bytes() const noexcept { return {bytes_.data(), size_}; }

private:
  [[nodiscard]] resource_error insert_bits(std::string_view key, std::uint64_t bits,
                                           detail::value_type type) noexcept {
    std::array<char, 8> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) {
      raw[i] = static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
    }
    return insert(key, {raw.data(), raw.size()}, type);
  }

  [[nodiscard]] resource_error insert(std::string_view key, std::string_view value,
                                      detail::value_type type) noexcept {
    bool solid = false;
    for (const char c : key) {
      solid = solid || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    if (!solid) {
      return resource_error::empty_key;
    }
    if (key.starts_with("__")) {
      return resource_error::reserved_key;
    }
    if (key.size() > 255) {
      return resource_error::long_key;
    }
    bool duplicate = false;
    detail::visit_attributes(bytes(), [&](const detail::stored_attribute& other) {
      duplicate = duplicate || other.key == key;
    });
    if (duplicate) {
      return resource_error::duplicate_key;
    }
    const std::size_t begin = size_;
    size_ += detail::attribute_overhead;
    const std::size_t key_size = append(key, true);
    const std::size_t value_size = append(value, type == detail::value_type::text);
    if (size_ > Bytes || value_size > 65535) {
      size_ = begin;
      return resource_error::full;
    }
    put_size(begin, key_size);
    put_size(begin + 2, value_size);
    bytes_[begin + 4] = static_cast<char>(type);
    return resource_error::none;
  }

  /// Counts what does not fit as well, so that insert() sees it.
  std::size_t append(std::string_view text, bool sanitise) noexcept {
    const std::size_t begin = size_;
    while (!text.empty()) {
      const detail::utf8_step step =
          sanitise ? detail::first_character(text) : detail::utf8_step{text.size(), true};
      const std::string_view piece =
          step.valid ? text.substr(0, step.size) : detail::replacement_character;
      for (const char c : piece) {
        if (size_ < Bytes) {
          bytes_[size_] = c;
        }
        ++size_;
      }
      text.remove_prefix(step.size);
    }
    return size_ - begin;
  }

  void put_size(std::size_t at, std::size_t size) noexcept {
    bytes_[at] = static_cast<char>(static_cast<unsigned char>(size));
    bytes_[at + 1] = static_cast<char>(static_cast<unsigned char>(size >> 8));
  }

  std::array<char, Bytes> bytes_{};
  std::size_t size_ = 0;
  std::uint64_t start_time_ = 0;
};

/// A process that says nothing of itself.
using no_resource = resource<0>;

}  // namespace v0_1
}  // namespace zerometer
