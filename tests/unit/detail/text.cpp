// SPDX-License-Identifier: MIT
#include <zerometer/detail/text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <string>
#include <string_view>

using namespace zerometer::detail;

namespace {
struct greeting {
  static constexpr void write(text_writer& out) noexcept {
    out.append("hello");
    out.push('!');
  }
};
}  // namespace

TEST_CASE("a writer counts what does not fit") {
  std::array<char, 4> buffer{};
  text_writer out{buffer.data(), buffer.size()};
  out.append("abcdef");
  CHECK(out.size() == 6);
  CHECK(out.view() == "abcd");
  text_writer nowhere;
  nowhere.append("abc");
  CHECK(nowhere.size() == 3);
  CHECK(nowhere.view().empty());
}

TEST_CASE("a writer writes a window of a text") {
  std::string all;
  for (std::size_t skip = 0; skip < 6; skip += 2) {
    std::array<char, 2> buffer{};
    text_writer out{buffer.data(), buffer.size(), skip};
    greeting::write(out);
    CHECK(out.size() == 6);
    all.append(buffer.data(), buffer.size());
  }
  CHECK(all == "hello!");
}

TEST_CASE("every window of a text that is appended in pieces, and nothing beside it") {
  constexpr std::string_view whole = "abcdefghij";
  for (std::size_t skip = 0; skip <= whole.size() + 1; ++skip) {
    for (std::size_t capacity = 0; capacity <= whole.size() + 1; ++capacity) {
      std::string buffer(whole.size() + 3, '.');
      text_writer out{buffer.data() + 1, capacity, skip};
      for (const std::size_t piece : {3U, 0U, 1U, 4U, 2U}) {
        out.append(whole.substr(out.size(), piece));
      }
      CHECK(out.size() == whole.size());
      std::string wanted(whole.size() + 3, '.');
      for (std::size_t i = skip; i < whole.size() && i - skip < capacity; ++i) {
        wanted[1 + i - skip] = whole[i];
      }
      CHECK(buffer == wanted);
    }
  }
}

TEST_CASE("a constant text has the size it needs, and the slack a block copy reads") {
  static_assert(text_of<greeting>.view() == "hello!");
  static_assert(sizeof(text_of<greeting>) == 6 + block);
  std::array<char, 2 * block> out{};
  CHECK(write_text<greeting>(out.data()) == out.data() + 6);
  CHECK(std::string_view{out.data(), 6} == "hello!");
}

TEST_CASE("block copies of every size") {
  const std::string from(400 + block, 'x');
  for (std::size_t size = 0; size < 400; ++size) {
    std::string out(size + 2 * block, '.');
    CHECK(copy_blocks(out.data(), from.data(), size) == out.data() + size);
    CHECK(out.substr(0, size) == from.substr(0, size));
    // No more than a block beyond.
    CHECK(out.substr(size + block) == std::string(block, '.'));
  }
  std::string out(1000, '.');
  CHECK(copy_constant<300>(out.data(), from.data()) == out.data() + 300);
  CHECK(out.substr(0, 300) == from.substr(0, 300));
}
