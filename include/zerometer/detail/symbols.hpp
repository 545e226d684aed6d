// SPDX-License-Identifier: MIT
/// The symbols of the program and of what it has loaded, read from their files.
///
/// The table is the full one, or that of the dynamic linker where the file was stripped: then what
/// is hidden has no name left. Where the program looks, dl_iterate_phdr(3) says; a file that was
/// replaced since it was loaded cannot lead outside of the object's memory. For tests and cold
/// paths: it opens files. Source: System V ABI, "Object Files".
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>

#if defined(__linux__)
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

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

/// What a file tells of its symbols.
enum class symbol_table : unsigned char { none, dynamic, full };

/// Calls `visit(name, symbol)` for each symbol of a file's table.
template <class Visitor>
symbol_table visit_symbols(const char* path, Visitor visit) noexcept {
  const mapped_file file{path};
  const auto* const header = file.at<ElfW(Ehdr)>(0, 1);
  if (header == nullptr ||
      std::string_view{static_cast<const char*>(static_cast<const void*>(header)), SELFMAG} !=
          ELFMAG) {
    return symbol_table::none;
  }
  const auto* const sections = file.at<ElfW(Shdr)>(header->e_shoff, header->e_shnum);
  for (const auto table : {symbol_table::full, symbol_table::dynamic}) {
    const ElfW(Word) type = table == symbol_table::full ? SHT_SYMTAB : SHT_DYNSYM;
    for (std::size_t i = 0; sections != nullptr && i < header->e_shnum; ++i) {
      const auto& section = sections[i];
      if (section.sh_type != type || section.sh_link >= header->e_shnum) {
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
      return table;
    }
  }
  return symbol_table::none;
}

/// The program or a shared object, as it is loaded.
class loaded_object {
public:
  explicit loaded_object(const dl_phdr_info& facts) noexcept : facts_{facts} {}

  /// The program's name is empty, and it is the first one.
  [[nodiscard]] bool is_program() const noexcept {
    return facts_.dlpi_name == nullptr || *facts_.dlpi_name == '\0';
  }
  [[nodiscard]] const char* path() const noexcept {
    return is_program() ? "/proc/self/exe" : facts_.dlpi_name;
  }
  [[nodiscard]] std::string_view name() const noexcept {
    return is_program() ? "the program" : facts_.dlpi_name;
  }

  /// What a symbol names, null where the object has no memory there.
  template <class Object>
  [[nodiscard]] const Object* address_of(const ElfW(Sym) & symbol) const noexcept {
    for (std::size_t i = 0; i < facts_.dlpi_phnum; ++i) {
      const auto& segment = facts_.dlpi_phdr[i];
      const std::size_t begin = symbol.st_value - segment.p_vaddr;
      if (segment.p_type == PT_LOAD && symbol.st_value >= segment.p_vaddr &&
          begin <= segment.p_memsz && symbol.st_size <= segment.p_memsz - begin) {
        return at<Object>(symbol.st_value);
      }
    }
    return nullptr;
  }

  /// Whether it has an ELF note of this owner.
  [[nodiscard]] bool has_note(std::string_view owner) const noexcept {
    for (std::size_t i = 0; i < facts_.dlpi_phnum; ++i) {
      const auto& segment = facts_.dlpi_phdr[i];
      if (segment.p_type == PT_NOTE && segment.p_align <= 4 &&
          has_note(at<char>(segment.p_vaddr), segment.p_memsz, owner)) {
        return true;
      }
    }
    return false;
  }

private:
  [[nodiscard]] static bool has_note(const char* notes, std::size_t size,
                                     std::string_view owner) noexcept {
    while (size >= sizeof(ElfW(Nhdr))) {
      ElfW(Nhdr) note{};
      std::memcpy(&note, notes, sizeof note);
      const std::size_t name = (std::size_t{note.n_namesz} + 3) / 4 * 4;
      const std::size_t all = sizeof note + name + (std::size_t{note.n_descsz} + 3) / 4 * 4;
      if (all > size) {
        return false;
      }
      if (note.n_namesz == owner.size() + 1 &&
          std::string_view{notes + sizeof note, owner.size()} == owner) {
        return true;
      }
      notes += all;
      size -= all;
    }
    return false;
  }

  // The one place where an address comes from a number: what the file says, as loaded.
  template <class Object>
  [[nodiscard]] const Object* at(std::size_t value) const noexcept {
    return reinterpret_cast<const Object*>(facts_.dlpi_addr + value);
  }

  const dl_phdr_info& facts_;
};

/// Calls `visit(object)` for the program and all that it has loaded.
template <class Visitor>
void visit_objects(Visitor visit) noexcept {
  dl_iterate_phdr(
      [](dl_phdr_info* facts, std::size_t, void* state) noexcept {
        (*static_cast<Visitor*>(state))(loaded_object{*facts});
        return 0;
      },
      &visit);
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
#endif
