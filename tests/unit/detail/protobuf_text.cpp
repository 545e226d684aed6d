// SPDX-License-Identifier: MIT
#include <zerometer/detail/protobuf_text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace detail = zerometer::detail;
using namespace std::string_view_literals;

template <class Append>
static std::string bytes(Append append) {
  std::array<char, 64> text{};
  detail::text_writer out{text.data(), text.size()};
  append(out);
  return std::string{out.view()};
}

TEST_CASE("varints have seven bits a byte, the lowest first") {
  const auto varint = [](std::uint64_t value) {
    const std::string text = bytes([&](auto& out) { detail::append_varint(out, value); });
    CHECK(text.size() == detail::varint_size(value));
    return text;
  };
  CHECK(varint(0) == "\0"sv);
  CHECK(varint(127) == "\x7F");
  CHECK(varint(128) == "\x80\x01");
  CHECK(varint(300) == "\xAC\x02");
  CHECK(varint(~std::uint64_t{0}) == "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01");
}

TEST_CASE("fixed numbers are little-endian, at compile time as at run time") {
  const std::string text = bytes([](auto& out) { detail::append_fixed(out, 0x0102030405060708); });
  CHECK(text == "\x08\x07\x06\x05\x04\x03\x02\x01");
  std::array<char, 8> stored{};
  CHECK(detail::store_fixed(stored.data(), 0x0102030405060708) == stored.data() + 8);
  CHECK(std::string_view{stored.data(), stored.size()} == text);
}

TEST_CASE("a gap is a varint of its own width, whatever the length") {
  std::array<char, 400> text{};
  detail::fill_gap<4>(text.data(), text.data() + 4 + 5);
  CHECK(std::string_view{text.data(), 4} == "\x85\x80\x80\0"sv);
  detail::fill_gap<2>(text.data(), text.data() + 2 + 300);
  CHECK(std::string_view{text.data(), 2} == "\xAC\x02");
  detail::fill_gap<1>(text.data(), text.data() + 1 + 127);
  CHECK(std::string_view{text.data(), 1} == "\x7F");
}

TEST_CASE("[E-08] strings are valid UTF-8 under their size, and nothing when empty") {
  CHECK(bytes([](auto& out) { detail::append_string(out, '\x0a', "abc"); }) == "\x0a\x03"
                                                                               "abc");
  CHECK(bytes([](auto& out) { detail::append_string(out, '\x0a', "\xC0"); }) ==
        "\x0a\x03\xEF\xBF\xBD");
  CHECK(bytes([](auto& out) { detail::append_string(out, '\x0a', ""); }).empty());
  CHECK(detail::string_size("\xC0") == 5);
}
