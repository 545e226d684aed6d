// SPDX-License-Identifier: MIT
/// Whether two metrics of a meter would make the same name on a page.
///
/// A family reserves more names than its own: a counter `f` has `f_total` and `f_created`, a
/// histogram `f_bucket`, `f_sum`, `f_count` and `f_created`, an info `f_info`, each also where it
/// is not written (OpenMetrics 1.0, Suffixes). Names that differ in case alone are one to
/// OpenTelemetry ("Metrics SDK", Instrument name conflict). Each name is one hash of 64 bits, and
/// the hashes are sorted, so that hundreds of metrics stay within the compilers' limits of steps.
#pragma once

#include <zerometer/detail/order.hpp>
#include <zerometer/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

inline constexpr std::size_t reserved_names = 5;

/// FNV-1a of 64 bits, upper and lower case alike.
[[nodiscard]] constexpr std::uint64_t hash_of(std::uint64_t hash, std::string_view text) noexcept {
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    hash = (hash ^ static_cast<unsigned char>(lower)) * 0x0000'0100'0000'01B3;
  }
  return hash;
}

/// The names that a metric reserves, as hashes; 0 where there are fewer.
template <class Metric, name_suffixes Suffixes>
struct reserved {
  /// OpenMetrics names the family without its type's suffix.
  static constexpr std::string_view family =
      without_type_suffix(family_name<Metric, Suffixes>::name.view(), Metric::type);

  static constexpr std::array<std::string_view, reserved_names> suffixes =
      Metric::type == kind::counter
          ? std::array<std::string_view, reserved_names>{"", "_total", "_created"}
      : Metric::type == kind::histogram
          ? std::array<std::string_view, reserved_names>{"", "_count", "_sum", "_bucket",
                                                         "_created"}
      : Metric::type == kind::info ? std::array<std::string_view, reserved_names>{"", "_info"}
                                   : std::array<std::string_view, reserved_names>{""};

  static constexpr std::array<std::uint64_t, reserved_names> hashes = [] {
    std::array<std::uint64_t, reserved_names> all{};
    const std::uint64_t begin = hash_of(0xCBF2'9CE4'8422'2325, family);
    for (std::size_t i = 0; i < reserved_names; ++i) {
      all[i] = i == 0 || !suffixes[i].empty() ? hash_of(begin, suffixes[i]) : 0;
    }
    return all;
  }();

  /// What a page calls the resource is no metric's name.
  static constexpr bool is_target =
      family == (Metric::type == kind::info ? "target" : "target_info");
};

/// One reserved name, and whose it is.
struct reservation {
  std::uint64_t hash = 0;
  std::size_t metric = 0;
};

/// All names that metrics reserve, by hash, the metric that came first before the others.
template <name_suffixes Suffixes, class... Metrics>
[[nodiscard]] consteval auto reservations() noexcept {
  const std::array<std::array<std::uint64_t, reserved_names>, sizeof...(Metrics)> all{
      reserved<Metrics, Suffixes>::hashes...};
  std::array<reservation, sizeof...(Metrics) * reserved_names + 1> names{};
  std::size_t next = 0;
  for (std::size_t metric = 0; metric < sizeof...(Metrics); ++metric) {
    for (const std::uint64_t hash : all[metric]) {
      names[next++] = {hash, metric};
    }
  }
  merge_sort(names, [](const reservation& a, const reservation& b) { return a.hash <= b.hash; });
  return names;
}

/// Whether no name is reserved by two metrics.
template <name_suffixes Suffixes, class... Metrics>
[[nodiscard]] consteval bool no_collisions() noexcept {
  const auto names = reservations<Suffixes, Metrics...>();
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i].hash != 0 && names[i].hash == names[i - 1].hash) {
      return false;
    }
  }
  return true;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
