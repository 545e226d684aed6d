// SPDX-License-Identifier: MIT
/// Meters that nobody named, and meters that are two, found among the symbols of the program and of
/// what it has loaded.
///
/// No meter is registered anywhere: registering would cost an initialiser, and a gauge, a meter
/// without shards and a signal-safe call have no cold path to do it in. But the linker knows them
/// all: a meter's cells are static members of detail::storage<meter> and
/// detail::common_cells<meter>, an observable's callbacks stand in one of
/// detail::binding_places<metric>, by name (Itanium C++ ABI, "Mangling"). Two objects that name the
/// same cells have one meter where the dynamic linker bound both to one address, and two where
/// cells at another address were recorded in. For tests and cold paths.
#pragma once

#include <zerometer/detail/binding_places.hpp>
#include <zerometer/detail/common_cells.hpp>
#include <zerometer/detail/layout.hpp>
#include <zerometer/detail/storage.hpp>
#include <zerometer/detail/symbols.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/list.hpp>
#include <zerometer/self.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#if defined(__linux__)
#include <cxxabi.h>
#endif

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Whether this is where the callbacks of one of the metrics stand.
template <class Metric>
[[nodiscard]] bool has_places_of([[maybe_unused]] const void* places) noexcept {
  if constexpr (binding_bytes<Metric>() != 0) {
    return binding_places<Metric>::is_at(places);
  } else {
    return false;
  }
}
template <class... Metrics>
[[nodiscard]] bool has_places([[maybe_unused]] const void* places, list<Metrics...>) noexcept {
  return (has_places_of<Metrics>(places) || ...);
}

template <class Meter>
[[nodiscard]] bool has_cells_of(const void* cells) noexcept {
  bool found =
      storage<Meter>::is_at(cells) || has_places(cells, typename metrics_of<Meter>::type{});
  if constexpr (common_cells<Meter>::bytes != 0) {
    found = found || common_cells<Meter>::is_at(cells);
  }
  return found;
}

/// Whether these cells are those of one of the meters.
template <class... Meters>
[[nodiscard]] bool has_cells([[maybe_unused]] const void* cells, list<Meters...>) noexcept {
  return (has_cells_of<Meters>(cells) || ...);
}

inline constexpr std::string_view nothing_can_be_told = "nothing can be told: ";

#if defined(__linux__)

/// The symbol without what a compiler appends to it at link time.
[[nodiscard]] constexpr std::string_view plain_name(std::string_view symbol) noexcept {
  return symbol.substr(0, symbol.find('.'));
}

[[nodiscard]] constexpr bool names_cells(std::string_view symbol) noexcept {
  const std::string_view name = plain_name(symbol);
  return (name.starts_with("_ZN9zerometer4v0_16detail7storageI") &&
          (name.ends_with("E5rows_E") || name.ends_with("E7gauges_E"))) ||
         (name.starts_with("_ZN9zerometer4v0_16detail12common_cellsI") &&
          name.ends_with("E6cells_E")) ||
         (name.starts_with("_ZN9zerometer4v0_16detail14binding_placesI") &&
          name.ends_with("E7places_E"));
}

/// Calls `visit(name, cells, count)` for what an object names as a meter's cells. False when it has
/// meters and the names are gone.
template <class Visitor>
bool visit_cells(const loaded_object& object, Visitor visit) noexcept {
  bool any = false;
  const symbol_table table =
      visit_symbols(object.path(), [&](const char* name, const ElfW(Sym) & symbol) noexcept {
        if (symbol.st_size != 0 && names_cells(name)) {
          any = true;
          if (const auto* const cells = object.address_of<std::uint64_t>(symbol)) {
            visit(name, cells, symbol.st_size / sizeof(std::uint64_t));
          }
        }
      });
  return table == symbol_table::full || any || !object.has_note("zerometer v0_1");
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

/// Appends `name` of `storage<name>::rows_` or its kin, or the symbol where it cannot be read.
inline void append_meter(text_writer& out, const char* symbol) noexcept {
  char* const readable = abi::__cxa_demangle(symbol, nullptr, nullptr, nullptr);
  std::string_view name{readable != nullptr ? readable : symbol};
  const std::size_t begin = name.find('<');
  const std::size_t end = name.rfind(">::");
  if (begin != name.npos && end != name.npos) {
    name = name.substr(begin + 1, end - begin - 1);
  }
  out.append(name);
  std::free(readable);
}

/// Calls `say(object, name)` for the first cells that are meant and that were recorded in; where
/// there are none, appends of which object nothing can be told, if of any.
template <class IsMeant, class Say>
void search_touched(text_writer& out, IsMeant is_meant, Say say) noexcept {
  bool found = false;
  visit_objects([&](const loaded_object& object) noexcept {
    visit_cells(object, [&](const char* name, const std::uint64_t* cells, std::size_t count) {
      if (!found && is_meant(name, cells) && is_touched(cells, count)) {
        found = true;
        say(object, name);
      }
    });
  });
  visit_objects([&](const loaded_object& object) noexcept {
    if (!found && !visit_cells(object, [](auto&&...) noexcept {})) {
      found = true;
      out.append(nothing_can_be_told);
      out.append(object.name());
      out.append(" has no symbols");
    }
  });
}

template <class IsExposed>
void find_unexposed(text_writer& out, IsExposed is_exposed) noexcept {
  search_touched(
      out,
      [&](const char*, const std::uint64_t* cells) noexcept {
        return !is_exposed(cells) && !has_cells(cells, list<self>{});
      },
      [&](const loaded_object&, const char* name) noexcept { append_meter(out, name); });
}

/// FNV-1a: names of other files do not stay in memory.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

/// `Meters` and `Metrics` are how many the expositions have. A meter has three names at the most,
/// for its shards, its gauges and its common cells, and a metric one, for its callbacks; a name
/// that two objects have for the same cells is noted twice.
template <std::size_t Meters, std::size_t Metrics, class IsExposed>
void find_split(text_writer& out, IsExposed is_exposed) noexcept {
  std::array<std::uint64_t, 3 * Meters + Metrics + 1> names{};
  std::size_t size = 0;
  const auto is_known = [&](std::uint64_t hash) noexcept {
    std::size_t i = 0;
    while (i < size && names[i] != hash) {
      ++i;
    }
    return i < size;
  };
  visit_objects([&](const loaded_object& object) noexcept {
    visit_cells(object, [&](const char* name, const std::uint64_t* cells, std::size_t) noexcept {
      const std::uint64_t hash = hash_of(plain_name(name));
      if (is_exposed(cells) && !is_known(hash) && size < names.size()) {
        names[size++] = hash;
      }
    });
  });
  search_touched(
      out,
      [&](std::string_view symbol, const std::uint64_t* cells) noexcept {
        // A meter in an anonymous namespace is another one in each file, whatever it is called.
        const std::string_view name = plain_name(symbol);
        return !is_exposed(cells) && is_known(hash_of(name)) &&
               name.find("_GLOBAL__N_") == name.npos;
      },
      [&](const loaded_object& object, const char* name) noexcept {
        append_meter(out, name);
        out.append(" is two: ");
        out.append(object.name());
        out.append(" records in cells of its own");
      });
}

#else

template <class IsExposed>
void find_unexposed(text_writer& out, IsExposed) noexcept {
  out.append(nothing_can_be_told);
  out.append("there are no symbols to read on this system");
}

template <std::size_t, std::size_t, class IsExposed>
void find_split(text_writer& out, IsExposed is_exposed) noexcept {
  find_unexposed(out, is_exposed);
}

#endif

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
