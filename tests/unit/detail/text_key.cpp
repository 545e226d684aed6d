// SPDX-License-Identifier: MIT
#include <zerometer/detail/text_key.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace detail = zerometer::detail;
using key = detail::text_key<2>;
using views = std::array<std::string_view, 2>;

static std::string text_of(std::size_t size, char first) {
  std::string text(size, '.');
  for (std::size_t i = 0; i < size; ++i) {
    text[i] = static_cast<char>('a' + (i * 7 + static_cast<unsigned char>(first)) % 26);
  }
  return text;
}

TEST_CASE("equal values have one hash, whatever their address") {
  detail::draw_hash_seed();
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string one = text_of(size, 'x');
    const std::string two = text_of(size, 'x');
    CHECK(key{7, views{one, "y"}}.hash() == key{7, views{two, "y"}}.hash());
  }
}

TEST_CASE("every byte, every size, every label and the closed values count") {
  detail::draw_hash_seed();
  std::set<std::uint64_t> hashes;
  std::size_t keys = 0;
  const auto add = [&](std::uint32_t digits, views values) {
    hashes.insert(key{digits, values}.hash());
    ++keys;
  };
  for (std::size_t size = 0; size < 80; ++size) {
    const std::string text = text_of(size, 'x');
    add(0, {text, ""});
    if (size > 0) {
      add(0, {"", text});
      add(0, {text, text});
      add(1, {text, ""});
    }
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      add(0, {changed, ""});
    }
  }
  const std::string zeros(40, '\0');  // of which nothing is seen but how many they are
  for (std::size_t size = 1; size <= zeros.size(); ++size) {
    add(0, {std::string_view{zeros}.substr(0, size), ""});
  }
  CHECK(hashes.size() == keys);
}

TEST_CASE("bytes beyond ASCII are seen wherever they are") {
  for (std::size_t size = 1; size < 80; ++size) {
    std::string text = text_of(size, 'x');
    CHECK(key{0, views{"", text}}.is_ascii());
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] | 0x80);
      CHECK_FALSE(key{0, views{changed, ""}}.is_ascii());
      CHECK_FALSE(key{0, views{"", changed}}.is_ascii());
    }
  }
}

TEST_CASE("texts are compared in full") {
  for (std::size_t size = 0; size < 80; ++size) {
    const std::string text = text_of(size, 'x');
    const key wanted{0, views{text, ""}};
    const auto is_same = [&](const std::string& other) {
      return detail::difference(wanted.text(0).words, {other.data(), size}) == 0 &&
             (size <= 32 || detail::is_same_middle(wanted.text(0), other.data()));
    };
    CHECK(wanted.is_long() == (size > 32));
    CHECK(is_same(text_of(size, 'x')));
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      CHECK_FALSE(is_same(changed));
    }
  }
}
