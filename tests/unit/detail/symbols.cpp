// SPDX-License-Identifier: MIT
/// The symbols of files, whole and broken; what is found by them, testing.cpp and attacks test.
#include <zerometer/detail/meter_search.hpp>
#include <zerometer/detail/symbols.hpp>
#include <zerometer/zerometer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
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
  const auto table =
      zm::detail::visit_symbols(path.data(), [&](const char*, const auto&) { ++count; });
  unlink(path.data());
  return table == zm::detail::symbol_table::none ? -1 : count;
}

TEST_CASE("this program's symbols are visited, its meters among them") {
  cat::mice::inc();
  int cells = 0;
  const auto table =
      zm::detail::visit_symbols("/proc/self/exe", [&](std::string_view name, const auto&) {
        cells += zm::detail::names_cells(name) && name.find("3cat") != name.npos ? 1 : 0;
      });
  CHECK(table == zm::detail::symbol_table::full);
  CHECK(cells >= 1);
}

TEST_CASE("a file that is no program, or half of one, has no symbols and does no harm") {
  CHECK(zm::detail::visit_symbols("/nowhere", [](const char*, const auto&) {}) ==
        zm::detail::symbol_table::none);
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

/// An object whose memory begins here, with one loaded segment, and with notes in all of it.
struct planted_object {
  template <std::size_t Size>
  explicit planted_object(const std::array<std::uint32_t, Size>& memory) {
    facts.dlpi_addr = reinterpret_cast<ElfW(Addr)>(memory.data());
    facts.dlpi_name = "planted.so";
    facts.dlpi_phdr = segments.data();
    facts.dlpi_phnum = 2;
    segments[0].p_type = PT_LOAD;
    segments[1].p_type = PT_NOTE;
    segments[1].p_align = 4;
    segments[0].p_memsz = segments[1].p_memsz = sizeof memory;
  }
  std::array<ElfW(Phdr), 2> segments{};
  dl_phdr_info facts{};
};

TEST_CASE("a symbol of a file that was replaced leads to no memory of another") {
  const std::array<std::uint32_t, 4> memory{};
  planted_object planted{memory};
  planted.segments[0].p_vaddr = 4;
  planted.segments[0].p_memsz = 12;
  const zm::detail::loaded_object object{planted.facts};
  CHECK_FALSE(object.is_program());
  const auto has = [&](std::size_t value, std::size_t size) {
    ElfW(Sym) symbol{};
    symbol.st_value = value;
    symbol.st_size = size;
    const auto* const found = object.address_of<char>(symbol);
    CHECK((found == nullptr ||
           found == static_cast<const char*>(static_cast<const void*>(memory.data())) + value));
    return found != nullptr;
  };
  CHECK(has(4, 12));
  CHECK(has(16, 0));
  CHECK_FALSE(has(3, 1));
  CHECK_FALSE(has(5, 12));
  CHECK_FALSE(has(17, 0));
  CHECK_FALSE(has(4, ~std::size_t{0}));
}

TEST_CASE("a note is found behind others, and a broken one ends the search") {
  // Sizes of name and content, type; the name; the content.
  std::array<std::uint32_t, 12> notes{4, 5, 0, 0x554e47, 1, 2, 4, 0, 7, 0x776f6d, 0, 0};
  const planted_object planted{notes};
  const zm::detail::loaded_object object{planted.facts};
  CHECK(object.has_note("GNU"));
  CHECK(object.has_note("mow"));
  CHECK_FALSE(object.has_note("mo"));
  CHECK_FALSE(object.has_note("meow"));
  notes[1] = 1000;
  CHECK_FALSE(object.has_note("mow"));
  notes[1] = 0xffffffff;
  CHECK_FALSE(object.has_note("mow"));
  notes[0] = 0xffffffff;
  CHECK_FALSE(object.has_note("GNU"));
}

TEST_CASE("this program has the library's note") {
  bool noted = false;
  zm::detail::visit_objects([&](const zm::detail::loaded_object& object) {
    noted = noted || (object.is_program() && object.has_note("zerometer v0_1"));
  });
  CHECK(noted);
}

#endif

TEST_CASE("a meter's cells are its own") {
  int other = 0;
  CHECK_FALSE(zm::detail::has_cells(&other, zm::list<cat, zm::self>{}));
  CHECK_FALSE(zm::detail::has_cells(&other, zm::list<>{}));
}
