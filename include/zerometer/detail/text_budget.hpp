// SPDX-License-Identifier: MIT
/// The budget of text: how long the lines of one metric may be that are on every page.
///
/// A product of labels is quickly written, and a page that nobody reads is still scraped, parsed
/// and stored each time. What is not on every page has no limit: sparse metrics, observables, sets
/// of labels whose values are known only at run time.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// Checks the text of all of a metric's series together, and returns its size.
template <class Metric, std::size_t Text>
[[nodiscard]] consteval std::size_t budgeted() noexcept {
  using labels = typename Metric::labels;
  if constexpr (requires { labels::text_limit_bytes; }) {
    constexpr bool keeps_limit = labels::is_sparse || Metric::cells_per_series.observed != 0 ||
                                 Text <= labels::text_limit_bytes;
    static_assert(keeps_limit,
                  "this metric's lines are longer than their limit, which is 64 KiB if there is no "
                  "zm::text_limit, and all of them are on every page: give it fewer labels or "
                  "bounds, say zm::only_if or zm::sparse, or raise the limit by "
                  "zm::text_limit<bytes>.");
  }
  return Text;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
