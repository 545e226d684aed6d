// SPDX-License-Identifier: MIT
/// Meters that nobody named, found among the symbols of the program and of what it has loaded.
///
/// No meter is registered anywhere: registering would cost an initialiser, and a gauge, a meter
/// without shards and a signal-safe call have no cold path to do it in. But the linker knows them
/// all: a meter's cells are a static member of detail::storage<meter>, by name (Itanium C++ ABI,
/// "Mangling") in the ELF symbol table that dl_iterate_phdr(3) leads to. For tests alone.
#pragma once

#include <zerometer/detail/storage.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/list.hpp>
#include <zerometer/self.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#if defined(__linux__)
#include <cxxabi.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Whether these cells are those of one of the meters.
template <class... Meters>
[[nodiscard]] bool has_cells([[maybe_unused]] const void* cells, list<Meters...>) noexcept {
  return (storage<Meters>::is_at(cells) || ...);
}

#if defined(__linux__)

/// A file in memory, for as long as this lives.
class mapped_file {
public:
  explicit mapped_file(const char* path) noexcept {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts{};
    if (fd >= 0 && ::fstat(fd, &facts) == 0 && facts.st_size > 0) {
      size_ = static_cast<std::size_t>(facts.st_size);
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
      size_ = data_ == MAP_FAILED ? 0 : size_;
    }
    if (fd >= 0) {
      ::close(fd);
    }
  }
  mapped_file(const mapped_file&) = delete;
  mapped_file& operator=(const mapped_file&) = delete;
  ~mapped_file() {
    if (size_ != 0) {
      ::munmap(data_, size_);
    }
  }

  /// `count` objects at an offset; null where the file has no room for them.
  template <class Object>
  [[nodiscard]] const Object* at(std::size_t offset, std::size_t count) const noexcept {
    if (offset > size_ || count > (size_ - offset) / sizeof(Object)) {
      return nullptr;
    }
    return static_cast<const Object*>(
        static_cast<const void*>(static_cast<const char*>(data_) + offset));
  }

private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Calls `visit(name, symbol)` for each symbol of a file's table; false when it has none.
template <class Visitor>
bool visit_symbols(const char* path, Visitor visit) noexcept {
  const mapped_file file{path};
  const auto* const header = file.at<ElfW(Ehdr)>(0, 1);
  if (header == nullptr ||
      std::string_view{static_cast<const char*>(static_cast<const void*>(header)), SELFMAG} !=
          ELFMAG) {
    return false;
  }
  const auto* const sections = file.at<ElfW(Shdr)>(header->e_shoff, header->e_shnum);
  for (std::size_t i = 0; sections != nullptr && i < header->e_shnum; ++i) {
    const auto& section = sections[i];
    if (section.sh_type != SHT_SYMTAB || section.sh_link >= header->e_shnum) {
      continue;
    }
    const auto& strings = sections[section.sh_link];
    const std::size_t count = section.sh_size / sizeof(ElfW(Sym));
    const auto* const symbols = file.at<ElfW(Sym)>(section.sh_offset, count);
    const auto* const names = file.at<char>(strings.sh_offset, strings.sh_size);
    for (std::size_t j = 0; symbols != nullptr && names != nullptr && j < count; ++j) {
      if (symbols[j].st_name < strings.sh_size) {
        visit(names + symbols[j].st_name, symbols[j]);
      }
    }
    return true;
  }
  return false;
}

[[nodiscard]] constexpr bool names_cells(std::string_view symbol) noexcept {
  return symbol.starts_with("_ZN9zerometer4v0_16detail7storageI") &&
         (symbol.ends_with("E5rows_E") || symbol.ends_with("E7gauges_E"));
}

/// Whether anything was recorded there. Not for a sanitizer, which keeps a guard behind the cells.
[[nodiscard, gnu::no_sanitize_address, gnu::noinline]] inline bool
is_touched(const std::uint64_t* cells, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    if (__atomic_load_n(cells + i, __ATOMIC_RELAXED) != 0) {  // relaxed: guards no other data
      return true;
    }
  }
  return false;
}

/// Appends `name` of `storage<name>::rows_`, or the symbol where it cannot be read.
inline void append_meter(text_writer& out, const char* symbol) noexcept {
  char* const readable = abi::__cxa_demangle(symbol, nullptr, nullptr, nullptr);
  std::string_view name{readable != nullptr ? readable : symbol};
  const std::size_t begin = name.find("storage<");
  const std::size_t end = name.rfind(">::");
  if (begin != name.npos && end != name.npos) {
    name = name.substr(begin + 8, end - begin - 8);
  }
  out.append(name);
  std::free(readable);
}

template <class IsExposed>
struct symbol_search {
  text_writer& out;
  IsExposed is_exposed;

  /// Of one loaded object. The program's name is empty, and it is the first one.
  static int visit(dl_phdr_info* object, std::size_t, void* state) noexcept {
    auto& search = *static_cast<symbol_search*>(state);
    const bool program = object->dlpi_name == nullptr || *object->dlpi_name == '\0';
    const bool known =
        visit_symbols(program ? "/proc/self/exe" : object->dlpi_name,
                      [&](const char* name, const ElfW(Sym) & symbol) noexcept {
                        if (symbol.st_size == 0 || search.out.size() != 0 || !names_cells(name)) {
                          return;
                        }
                        // The one place where an address comes from a number: the symbol's, as
                        // loaded.
                        const auto* const cells = reinterpret_cast<const std::uint64_t*>(
                            object->dlpi_addr + symbol.st_value);
                        if (!search.is_exposed(cells) && !has_cells(cells, list<self>{}) &&
                            is_touched(cells, symbol.st_size / sizeof(std::uint64_t))) {
                          append_meter(search.out, name);
                        }
                      });
    if (program && !known) {
      search.out.append("nothing can be told: the program has no symbol table");
    }
    return search.out.size() != 0 ? 1 : 0;
  }
};

template <class IsExposed>
void find_unexposed(text_writer& out, IsExposed is_exposed) noexcept {
  symbol_search<IsExposed> search{out, is_exposed};
  dl_iterate_phdr(&symbol_search<IsExposed>::visit, &search);
}

#else

template <class IsExposed>
void find_unexposed(text_writer& out, IsExposed) noexcept {
  out.append("nothing can be told: there are no symbols to read on this system");
}

#endif

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
