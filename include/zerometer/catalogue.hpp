// SPDX-License-Identifier: MIT
/// The catalogue: an exposition's descriptors as data, for what documents, draws or checks them.
///
///     for (const zm::metric_description& each : zm::catalogue<app>) {
///       print(each.name, each.unit, each.family, each.series);
///     }
///
/// Constants that the compiler wrote, all of them: nothing is built when the program runs, nothing
/// is read of a meter's memory, and a static_assert can ask what a loop can. Names are those that
/// prometheus.hpp writes. Not for the hot path's translation units.
#pragma once

#include <zerometer/detail/binding_places.hpp>
#include <zerometer/detail/families.hpp>
#include <zerometer/detail/label_text.hpp>
#include <zerometer/detail/open_labels.hpp>
#include <zerometer/detail/page_style.hpp>
#include <zerometer/detail/prometheus_lines.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/integer_label.hpp>
#include <zerometer/list.hpp>
#include <zerometer/metric_description.hpp>
#include <zerometer/names.hpp>
#include <zerometer/text_format.hpp>
#include <zerometer/text_label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

namespace detail {

template <class Type>
inline constexpr label_kind label_kind_of =
    std::is_same_v<Type, any_integer>     ? label_kind::any_integer
    : is_text<Type>                       ? label_kind::text
    : std::is_same_v<Type, overflow_mark> ? label_kind::overflow
    : std::is_same_v<Type, bool>          ? label_kind::boolean
    : std::is_enum_v<Type>                ? label_kind::enumeration
                                          : label_kind::integers;

template <class Type>
inline constexpr auto label_texts = [] {
  if constexpr (is_text<Type>) {
    return std::array<std::string_view, 0>{};
  } else {
    std::array<std::string_view, label_domain<Type>::count> texts{};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      texts[i] = label_domain<Type>::text(i);
    }
    return texts;
  }
}();

template <class Type>
[[nodiscard]] consteval label_description describe_label() noexcept {
  label_description result;
  result.kind = label_kind_of<Type>;
  result.values = label_texts<Type>;
  if constexpr (is_text<Type>) {
    result.max_bytes = Type::limit;
  }
  return result;
}

/// The labels of a metric, as its page knows them.
template <class Metric, class Labels = typename Metric::labels::labels>
struct label_descriptions;
template <class Metric, class... Labels>
struct label_descriptions<Metric, list<Labels...>> {
  using page = label_order<Metric, true>;
  static constexpr std::array<label_description, page::size> all = [] {
    std::array<label_description, page::size> labels{describe_label<typename Labels::type>()...};
    std::size_t stride = 1;
    for (std::size_t i = page::variables; i-- > 0;) {
      if (labels[i].max_bytes == 0 && labels[i].kind != label_kind::overflow) {
        labels[i].stride = stride;
        stride *= labels[i].values.size();
      }
    }
    for (std::size_t i = 0; i < page::size; ++i) {
      labels[i].key = page::items[i].key;
      labels[i].name = page::names[i].view();
      if (i >= page::variables) {
        labels[i].kind =
            i < page::variables + page::constants ? label_kind::constant : label_kind::scope;
        labels[i].values = {&page::items[i].value, 1};
      }
    }
    return labels;
  }();
};

template <class Metric>
inline constexpr auto bounds_of = [] {
  if constexpr (Metric::type == kind::histogram) {
    std::array<double, Metric::domain::size> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = Metric::domain::bound(i);
    }
    return all;
  } else {
    return std::array<double, 0>{};
  }
}();

template <class Metric, name_suffixes Suffixes>
inline constexpr auto samples_of = [] {
  if constexpr (Metric::type == kind::histogram) {
    return std::array{text_of<sample_name<Metric, Suffixes, "_bucket">>.view(),
                      text_of<sample_name<Metric, Suffixes, "_sum">>.view(),
                      text_of<sample_name<Metric, Suffixes, "_count">>.view()};
  } else {
    return std::array{text_of<sample_name<Metric, Suffixes, "">>.view()};
  }
}();

template <class Meter>
inline constexpr meter_description description_of{
    .name = Meter::meter_name,
    .version = Meter::options::version_text,
    .schema_url = Meter::options::schema_url_text,
    .policy = Meter::options::is_shared          ? meter_policy::shared_atomic
              : Meter::options::is_single_writer ? meter_policy::single_writer
                                                 : meter_policy::sharded,
    .shards = Meter::options::shard_count,
    .is_droppable = Meter::options::is_droppable,
    .bytes = memory_bytes<Meter>};

template <class Exposition, class Metric, name_suffixes Suffixes>
[[nodiscard]] consteval metric_description describe() noexcept {
  using labels = typename Metric::labels;
  using page = family<Metric, Suffixes, text_format::prometheus>;
  metric_description result;
  result.meter = &description_of<typename Metric::meter>;
  result.name = Metric::name;
  result.unit = Metric::unit;
  result.help = Metric::help;
  result.type = Metric::type;
  result.is_observable = Metric::cells_per_series.observed != 0;
  result.is_sparse = labels::is_sparse;
  if constexpr (Metric::type == kind::histogram) {
    result.has_doubles = std::is_same_v<typename Metric::sum_type, double>;
    result.is_signed = Metric::domain::is_signed;
    result.has_min_max = Metric::has_min_max;
  } else if constexpr (Metric::type != kind::info) {
    result.has_doubles = std::is_same_v<typename Metric::value_type, double>;
  }
  result.labels = label_descriptions<Metric>::all;
  result.bounds = bounds_of<Metric>;

  result.combinations = labels::closed::series;
  // Asks the predicates themselves: of a table's closed labels nobody needs a bitmap, and to fill
  // one for all their combinations can take the compiler minutes.
  result.exists = [](std::size_t combination) noexcept {
    return combination < labels::closed::series && labels::closed::possible(combination);
  };
  result.capacity = labels::is_open ? labels::series - 1 : 0;
  result.series = labels::existing();
  constexpr cells each = Metric::cells_per_series;
  result.cells = each.counts + each.late + each.sums + each.greatest + each.gauges;
  result.blocks = result.cells == 0                       ? 0
                  : Metric::is_common || each.gauges != 0 ? 1
                                                          : Metric::meter::options::shard_count + 1;
  result.bytes = result.cells * result.blocks * labels::series * sizeof(std::uint64_t) +
                 labels::bytes + binding_bytes<Metric>();

  result.family = page::name;
  result.family_type = page::type;
  result.openmetrics_family = family<Metric, Suffixes, text_format::openmetrics>::name;
  result.samples = samples_of<Metric, Suffixes>;
  result.page_lines = result.bounds.empty() ? 1 : result.bounds.size() + 3;
  if (result.series != 0) {
    result.page_bytes =
        metric_lines<Exposition, Metric, page_style{.suffixes = Suffixes}>::all() / result.series;
  }
  return result;
}

template <class Exposition, name_suffixes Suffixes, class... Metrics>
[[nodiscard]] consteval auto describe_all(list<Metrics...>) noexcept {
  using page = families<list<Metrics...>, Suffixes, true, text_format::prometheus>;
  std::array<metric_description, sizeof...(Metrics)> all{
      describe<Exposition, Metrics, Suffixes>()...};
  for (std::size_t i = 0; i < sizeof...(Metrics); ++i) {
    all[i].is_on_page = false;
    for (std::size_t j = 0; j < page::page.size; ++j) {
      all[i].is_on_page = all[i].is_on_page || page::page.places[j].metric == i;
    }
  }
  return all;
}

}  // namespace detail

/// The metrics of an exposition, in the order of its meters and of their lists, as an array of
/// metric_description. `Suffixes` as the page's: see prometheus::options.
template <class Exposition, name_suffixes Suffixes = name_suffixes{}>
inline constexpr auto catalogue =
    detail::describe_all<Exposition, Suffixes>(typename Exposition::metrics{});

}  // namespace v0_1
}  // namespace zerometer
