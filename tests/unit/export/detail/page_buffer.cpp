// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/page_buffer.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

using zerometer::detail::page_buffer;
using zerometer::detail::page_status;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

/// As much as fits of a text, in pieces.
std::size_t fill(page_buffer& page, std::string_view text, std::size_t piece) {
  while (!text.empty()) {
    const std::span<char> room = page.room(piece);
    if (room.empty()) {
      break;
    }
    const std::string_view part = text.substr(0, room.size());
    std::memcpy(room.data(), part.data(), part.size());
    page.fill(part.size());
    text.remove_prefix(part.size());
  }
  return page.size();
}

}  // namespace

TEST_CASE("a page grows to what is written into it and keeps all of it") {
  std::string text;
  for (int i = 0; i < 20000; ++i) {
    text += std::to_string(i);
  }
  for (const std::size_t expected :
       {std::size_t{0}, std::size_t{1}, text.size(), 3 * text.size()}) {
    page_buffer page{4 * text.size(), expected};
    CHECK(fill(page, text, 1000) == text.size());
    CHECK(page.status() == page_status::complete);
    char* const data = page.release();
    REQUIRE(data != nullptr);
    CHECK(std::string_view{data, text.size()} == text);
    CHECK(page.size() == 0);
    std::free(data);
  }
}

TEST_CASE("a page is as long as its limit and not a byte longer") {
  page_buffer exact{100, 16};
  CHECK(fill(exact, std::string(100, 'a'), 16) == 100);
  CHECK(exact.status() == page_status::complete);
  page_buffer over{100, 16};
  CHECK(fill(over, std::string(101, 'a'), 16) == 100);
  CHECK(over.status() == page_status::too_large);
  page_buffer none{0, 16};
  CHECK(none.room(1).empty());
  CHECK(none.status() == page_status::too_large);
  CHECK(none.release() == nullptr);
}

TEST_CASE("a page that nobody takes is freed, and one that there is no memory for says so") {
  {
    page_buffer page{1000, 10};
    CHECK(fill(page, "abandoned", 3) == 9);  // for the address sanitizer
  }
  if constexpr (!sanitized) {  // a sanitizer's malloc ends the program instead
    page_buffer huge{~std::size_t{0} / 2, ~std::size_t{0} / 2 - 1};
    CHECK(huge.room(1).empty());
    CHECK(huge.status() == page_status::no_memory);
  }
}
