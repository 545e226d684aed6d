// SPDX-License-Identifier: MIT
/// What a receiver answers in binary protobuf, read without its classes.
///
///     const bool valid = detail::read_protobuf(bytes, [](const detail::protobuf_field& one) { …
///     });
///
/// Source: Protocol Buffers, "Encoding". Groups are not read: nothing of ours has any.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct protobuf_field {
  std::uint64_t number;
  bool is_varint;
  std::uint64_t integer;   // of a varint
  std::string_view bytes;  // of a length: a text, or a message to be read in turn
};

/// Whether `bytes` began with a varint, which is taken off.
[[nodiscard]] constexpr bool take_varint(std::string_view& bytes, std::uint64_t& value) noexcept {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) {
      return true;
    }
  }
  return false;
}

/// Shows each varint and each field with a length; whether all of `bytes` is fields. Those before a
/// fault were shown.
template <class Visitor>
[[nodiscard]] bool read_protobuf(std::string_view bytes, Visitor visit) noexcept {
  while (!bytes.empty()) {
    std::uint64_t tag = 0;
    std::uint64_t value = 0;
    if (!take_varint(bytes, tag) || tag < 8 || tag > UINT32_MAX) {
      return false;
    }
    const std::uint64_t type = tag & 7;
    if (type == 0) {
      if (!take_varint(bytes, value)) {
        return false;
      }
      visit(protobuf_field{tag >> 3, true, value, {}});
      continue;
    }
    if (type == 2 ? !take_varint(bytes, value) : type != 1 && type != 5) {
      return false;
    }
    const std::uint64_t size = type == 1 ? 8 : type == 5 ? 4 : value;
    if (size > bytes.size()) {
      return false;
    }
    if (type == 2) {
      visit(protobuf_field{tag >> 3, false, 0, bytes.substr(0, size)});
    }
    bytes.remove_prefix(size);
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
