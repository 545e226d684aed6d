// SPDX-License-Identifier: MIT
#include <zerometer/detail/clean_text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

using zerometer::detail::clean_texts;
using views = std::array<std::string_view, 1>;

template <std::size_t Bytes>
static std::string cleaned(std::string_view raw) {
  const clean_texts<Bytes> clean{views{raw}};
  return std::string{clean.views()[0]} + (clean.is_cut() ? " cut" : "") +
         (clean.is_replaced() ? " replaced" : "");
}

TEST_CASE("what is fine is not copied") {
  const std::string_view raw = "gr\xC3\xBC\xC3\x9F";
  const clean_texts<8> clean{views{raw}};
  CHECK(clean.views()[0].data() == raw.data());
  CHECK(cleaned<8>(raw) == raw);
  CHECK(cleaned<8>("") == "");
}

TEST_CASE("a text is cut on a character's boundary") {
  CHECK(cleaned<4>("abcd") == "abcd");
  CHECK(cleaned<4>("abcde") == "abcd cut");
  CHECK(cleaned<4>("abc\xC3\xBC") == "abc cut");  // 2 bytes, 1 has room
  CHECK(cleaned<5>("abc\xC3\xBC") == "abc\xC3\xBC");
  CHECK(cleaned<5>("ab\xF0\x9F\x98\x80") == "ab cut");  // 4 bytes, 3 have room
  CHECK(cleaned<6>("ab\xF0\x9F\x98\x80") == "ab\xF0\x9F\x98\x80");
}

TEST_CASE("each maximal part of what is no UTF-8 becomes U+FFFD") {
  CHECK(cleaned<16>("a\xFFz") == "a\xEF\xBF\xBDz replaced");              // never a byte
  CHECK(cleaned<16>("a\x80z") == "a\xEF\xBF\xBDz replaced");              // continues nothing
  CHECK(cleaned<16>("a\xE2\x82z") == "a\xEF\xBF\xBDz replaced");          // cut short
  CHECK(cleaned<16>("a\xE2\x82") == "a\xEF\xBF\xBD replaced");            // at the end
  CHECK(cleaned<16>("\xC0\xAF") == "\xEF\xBF\xBD\xEF\xBF\xBD replaced");  // overlong
  CHECK(cleaned<16>("\xED\xA0\x80") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD replaced");  // a surrogate
  CHECK(cleaned<16>("\xF4\x90\x80\x80") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD replaced");  // past U+10FFFF
}

TEST_CASE("what a replacement makes longer is cut as well") {
  CHECK(cleaned<4>("a\xFF") == "a\xEF\xBF\xBD replaced");
  CHECK(cleaned<4>("ab\xFF") == "ab cut");
  CHECK(cleaned<4>("\xFF\xFF") == "\xEF\xBF\xBD cut replaced");
}

TEST_CASE("several texts, each of its own size") {
  const clean_texts<4, 8> clean{std::array<std::string_view, 2>{"abcdef", "\xFFzz"}};
  CHECK(clean.views()[0] == "abcd");
  CHECK(clean.views()[1] == "\xEF\xBF\xBDzz");
}
