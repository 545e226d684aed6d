// SPDX-License-Identifier: MIT
/// What is found in a program that has symbols, testing.cpp tests.
#include <zerometer/detail/symbols.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <unistd.h>
#if defined(__linux__)
#include <link.h>
#endif

namespace zm = zerometer;

struct cat : zm::meter<cat, "cat"> {
  struct mice : counter<"mice", "", "Mice."> {};
  using metrics = zm::list<mice>;
};

#if defined(__linux__)

static std::string bytes_of(const char* path) {
  std::string bytes;
  std::FILE* const file = std::fopen(path, "rb");
  REQUIRE(file != nullptr);
  std::array<char, 4096> piece;
  for (std::size_t size = 1; size != 0;) {
    size = std::fread(piece.data(), 1, piece.size(), file);
    bytes.append(piece.data(), size);
  }
  std::fclose(file);
  return bytes;
}

/// How many symbols a file with this content has, -1 when no table.
static int symbols_of(std::string_view content) {
  std::array<char, 24> path{"/tmp/symbols-XXXXXX"};
  const int fd = mkstemp(path.data());
  REQUIRE(fd >= 0);
  REQUIRE(write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  close(fd);
  int count = 0;
  const bool known =
      zm::detail::visit_symbols(path.data(), [&](const char*, const auto&) { ++count; });
  unlink(path.data());
  return known ? count : -1;
}

TEST_CASE("this program's symbols are visited, its meters among them") {
  cat::mice::inc();
  int cells = 0;
  CHECK(zm::detail::visit_symbols("/proc/self/exe", [&](std::string_view name, const auto&) {
    cells += zm::detail::names_cells(name) && name.find("3cat") != name.npos ? 1 : 0;
  }));
  CHECK(cells >= 1);
}

TEST_CASE("a file that is no program, or half of one, has no symbols and does no harm") {
  CHECK_FALSE(zm::detail::visit_symbols("/nowhere", [](const char*, const auto&) {}));
  CHECK(symbols_of("") == -1);
  CHECK(symbols_of("\x7f"
                   "ELF") == -1);
  CHECK(symbols_of(std::string(1000, 'x')) == -1);
  ElfW(Ehdr) header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_shnum = 3;
  header.e_shoff = std::size_t{1} << 30;
  std::string far(sizeof header, ' ');
  std::memcpy(far.data(), &header, sizeof header);
  CHECK(symbols_of(far) == -1);
  const std::string program = bytes_of("/proc/self/exe");
  CHECK(symbols_of(program) > 10);
  for (std::size_t part = 0; part < 20; ++part) {
    CHECK(symbols_of(std::string_view{program}.substr(0, program.size() * part / 20)) <= 0);
  }
}

#endif

TEST_CASE("a meter's cells are its own") {
  int other = 0;
  CHECK_FALSE(zm::detail::has_cells(&other, zm::list<cat, zm::self>{}));
  CHECK_FALSE(zm::detail::has_cells(&other, zm::list<>{}));
}
