// SPDX-License-Identifier: MIT
/// An info: facts about the program as labels, the value always 1, no memory.
///
/// Source: OpenMetrics 1.0, Info; on a Prometheus text page it is a gauge that is named `…_info`.
#pragma once

#include <zerometer/descriptor.hpp>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// A descriptor derives from it. There is nothing to record.
template <class Meter, class Description, class Labels>
struct basic_info
    : descriptor<basic_info<Meter, Description, Labels>, Meter, Description, Labels, kind::info> {
  static_assert(Labels::series == 1,
                "the labels of an info are facts: give it zm::constant labels only.");
  static_assert(!Labels::is_sparse,
                "an info is not sparse: its value is always 1. Remove zm::sparse.");
  static constexpr cells cells_per_series{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
