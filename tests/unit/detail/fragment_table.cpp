// SPDX-License-Identifier: MIT
#include <zerometer/detail/fragment_table.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace detail = zerometer::detail;

/// Text number i is 37 · i letters: none, one block, two, and past where a loop takes over.
template <std::size_t Count>
struct letters {
  static constexpr std::size_t count = Count;
  static constexpr void write(detail::text_writer& out, std::size_t i) noexcept {
    for (std::size_t letter = 0; letter < 37 * i; ++letter) {
      out.push(static_cast<char>('a' + i));
    }
  }
};

TEST_CASE_TEMPLATE("each value's text, and nothing of its neighbours'", Source, letters<1>,
                   letters<3>, letters<5>) {
  using table = detail::fragment_table<Source>;
  CHECK(table::shortest == 0);
  CHECK(table::longest == 37 * (Source::count - 1));
  for (std::size_t i = 0; i < Source::count; ++i) {
    std::array<char, table::longest + detail::block> text{};
    const char* const end = table::write(text.data(), i);
    CHECK(std::string_view{text.data(), end} == std::string(37 * i, static_cast<char>('a' + i)));
  }
  std::array<char, table::longest + detail::block> text{};
  CHECK(table::write(text.data(), Source::count) == text.data());  // of what is absent
}
