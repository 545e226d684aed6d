// SPDX-License-Identifier: MIT
// expect 1: each value of catalogue::of has the type of exactly one label of the metric
// expect 2: each value of catalogue::of has the type of exactly one label of the metric
// expect 3: increases is for counters and histograms
// expect 4: rate_above is for counters and histograms
// expect 5: quantile_above is for histograms
// expect 6: above is for gauges and up-down counters
// expect 7: below is for gauges and up-down counters
// expect 8: share_above is for two that count, or two gauges or up-down counters
#include "../../examples/catalogue/alerts.hpp"

#include <zerometer/zerometer.hpp>

#include <array>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

struct cat : zm::meter<cat, "cat"> {
  struct purrs : counter<"purrs", "", "Purrs.", zm::label<"fur", fur>> {};
  struct naps : histogram<"naps", "s", "Naps.", zm::bounds{1, 60}, zm::label<"awake", bool>> {};
  struct meals : counter<"meals", "", "Meals.", zm::label<"name", zm::text<>>> {};
  struct weight : gauge<"weight", "g", "Weight."> {};
  using metrics = zm::list<purrs, naps, meals, weight>;
};

using catalogue::of;
constexpr std::array alerts{
    catalogue::alert{.name = "A", .when = catalogue::increases(of<cat::purrs>(fur::white))},
    catalogue::alert{.name = "B", .when = catalogue::quantile_above(0.9, of<cat::naps>(true), 60)},
    catalogue::alert{.name = "C", .when = catalogue::below(of<cat::weight>(), 2000)},
#if REJECT == 1
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::purrs>(true))},
#elif REJECT == 2
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::meals>("Tom"))},
#elif REJECT == 3
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::weight>())},
#elif REJECT == 4
    catalogue::alert{.name = "D", .when = catalogue::rate_above(of<cat::weight>(), 1)},
#elif REJECT == 5
    catalogue::alert{.name = "D", .when = catalogue::quantile_above(0.9, of<cat::purrs>(), 1)},
#elif REJECT == 6
    catalogue::alert{.name = "D", .when = catalogue::above(of<cat::purrs>(), 1)},
#elif REJECT == 7
    catalogue::alert{.name = "D", .when = catalogue::below(of<cat::naps>(), 1)},
#elif REJECT == 8
    catalogue::alert{.name = "D",
                     .when = catalogue::share_above(of<cat::purrs>(), of<cat::weight>(), 0.5)},
#endif
};
static_assert(alerts[0].when.series.values[0].value == "white");
