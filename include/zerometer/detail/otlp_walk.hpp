// SPDX-License-Identifier: MIT
/// The walk over an exposition that every OTLP request is written by, resumable after each point.
///
/// Resource, meters, metrics and points are opened one inside the other, and each is taken back
/// when nothing came into it: what is empty is never sent.
#pragma once

#include <zerometer/detail/fold.hpp>
#include <zerometer/detail/otlp_points.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/list.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Where a walk is: all before it has been written.
struct otlp_place {
  std::size_t metric = 0;
  std::size_t series = 0;
  friend bool operator==(const otlp_place&, const otlp_place&) noexcept = default;
};

/// What stands around the metrics of a meter.
template <class Encoding, class Meter>
struct otlp_scope {
  struct begin {
    static constexpr void write(text_writer& out) noexcept {
      Encoding::template open_scope<Meter>(out);
    }
  };
  struct end {
    static constexpr void write(text_writer& out) noexcept {
      Encoding::template close_scope<Meter>(out);
    }
  };
  static constexpr std::size_t begin_size = text_of<begin>.view().size();
  static constexpr std::size_t end_size = text_of<end>.view().size();
};

/// What stands around the points of a metric.
template <class Encoding, class Exposition, class Metric>
struct otlp_metric {
  using points = otlp_points<Encoding, Exposition, Metric, typename Metric::labels::labels>;
  struct begin {
    static constexpr void write(text_writer& out) noexcept {
      Encoding::template open_metric<Metric>(out);
    }
  };
  template <bool Delta>
  struct end {
    static constexpr void write(text_writer& out) noexcept {
      Encoding::template close_metric<Metric>(out, Delta);
    }
  };
  using cumulative_end = end<false>;
  using delta_end = end<otlp_is_monotonic<Metric>>;
  static constexpr std::size_t begin_size = text_of<begin>.view().size();
  static constexpr std::size_t end_size = text_of<cumulative_end>.view().size();
  static_assert(end_size == text_of<delta_end>.view().size());
  static constexpr std::size_t all =
      begin_size + end_size + Metric::labels::existing() * points::longest;
};

template <class Encoding, class Exposition, class Meters = typename Exposition::meters,
          class Metrics = typename Exposition::metrics>
struct otlp_walk;
template <class Encoding, class Exposition, class... Meters, class... Metrics>
struct otlp_walk<Encoding, Exposition, list<Meters...>, list<Metrics...>> {
  template <class Meter>
  using of_meter = otlp_scope<Encoding, Meter>;
  // Not the user's own class, in which a name of ours is that class when it is named so.
  template <class Metric>
  using of_metric = otlp_metric<Encoding, Exposition, typename Metric::descriptor_type>;
  template <std::size_t... Sizes>
  static constexpr std::size_t largest =
      largest_of(std::array<std::size_t, sizeof...(Sizes)>{Sizes...});

  /// What stands behind the last point, at most, and what block copies write over.
  static constexpr std::size_t ends = largest<of_meter<Meters>::end_size...> +
                                      largest<of_metric<Metrics>::end_size...> +
                                      Encoding::request_size + block;
  /// A request that has the first point of every metric, and one that has all, at most and but for
  /// the resource.
  static constexpr std::size_t least =
      Encoding::request_size + ends + block + largest<of_meter<Meters>::begin_size...> +
      largest<of_metric<Metrics>::begin_size...> + largest<of_metric<Metrics>::points::longest...>;
  static constexpr std::size_t all =
      Encoding::request_size + ends + block +
      sum_of(std::array<std::size_t, sizeof...(Meters)>{
          (of_meter<Meters>::begin_size + of_meter<Meters>::end_size)...}) +
      sum_of(std::array<std::size_t, sizeof...(Metrics)>{of_metric<Metrics>::all...});

  static constexpr otlp_place end{sizeof...(Metrics), 0};

  /// Writes as many points as are sure to fit, from `place` on, with all that a request needs;
  /// nothing when there are none, or none fits.
  [[nodiscard]] static std::size_t write(const otlp_moment<Exposition>& moment,
                                         std::string_view resource, otlp_place& place, char* buffer,
                                         std::size_t size) noexcept {
    // Where the ends begin at the latest.
    text_writer opening{buffer, size};
    Encoding::open_request(opening, resource);
    if (opening.size() + ends > size) {
      return 0;
    }
    char* const limit = buffer + size - ends;
    char* out = buffer + opening.size();
    char* const first = out;
    char* scope_begin = nullptr;
    std::size_t scope = 0;
    while (place != end) {
      const metric& at = metrics[place.metric];
      if (scope_begin != nullptr && scope != at.scope) {
        out = Encoding::close(scope_begin, out, scopes[scope].end);
        scope_begin = nullptr;
      }
      const std::string_view opened = scope_begin == nullptr ? scopes[at.scope].begin : "";
      if (limit - out < static_cast<std::ptrdiff_t>(opened.size() + at.begin.size() + block)) {
        break;
      }
      char* const begin = opened.empty() ? out : copy_text(out, opened);
      char* const content = copy_text(begin, at.begin);
      char* const written = at.write(moment, place.series, content, limit);
      if (written != content) {
        scope_begin = opened.empty() ? scope_begin : out;
        scope = at.scope;
        out = Encoding::close(begin, content, written, at.end[moment.previous != nullptr]);
      }
      if (place.series != at.series) {
        break;
      }
      place = {place.metric + 1, 0};
    }
    if (scope_begin != nullptr) {
      out = Encoding::close(scope_begin, out, scopes[scope].end);
    }
    if (out == first) {
      return 0;
    }
    out = Encoding::close(buffer, out, text_of<typename Encoding::request_end>.view());
    return static_cast<std::size_t>(out - buffer);
  }

private:
  static char* copy_text(char* out, std::string_view text) noexcept {
    return copy_blocks(out, text.data(), text.size());
  }

  struct scope_text {
    std::string_view begin;
    std::string_view end;
  };
  struct metric {
    char* (*write)(const otlp_moment<Exposition>&, std::size_t&, char*, char*) noexcept = nullptr;
    std::size_t series = 0;
    std::size_t scope = 0;
    std::string_view begin;
    std::array<std::string_view, 2> end;  // cumulative, delta
  };
  template <class Meter>
  static constexpr std::size_t scope_of = [] {
    std::size_t index = 0;
    for (const bool same : std::array<bool, sizeof...(Meters)>{__is_same(Meters, Meter)...}) {
      if (same) {
        break;
      }
      ++index;
    }
    return index;
  }();
  // One more than there are: an array of none has no address.
  static constexpr std::array<scope_text, sizeof...(Meters) + 1> scopes{
      scope_text{text_of<typename of_meter<Meters>::begin>.view(),
                 text_of<typename of_meter<Meters>::end>.view()}...,
      scope_text{}};
  static constexpr std::array<metric, sizeof...(Metrics) + 1> metrics{
      metric{&of_metric<Metrics>::points::write,
             Metrics::labels::series,
             scope_of<typename Metrics::meter>,
             text_of<typename of_metric<Metrics>::begin>.view(),
             {text_of<typename of_metric<Metrics>::cumulative_end>.view(),
              text_of<typename of_metric<Metrics>::delta_end>.view()}}...,
      metric{}};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
