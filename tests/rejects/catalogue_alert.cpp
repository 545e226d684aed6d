// SPDX-License-Identifier: MIT
// expect 1: each value of catalogue::of has the type of exactly one label of the metric
// expect 2: each value of catalogue::of has the type of exactly one label of the metric
// expect 3: increases is for counters and histograms
// expect 4: rate_above is for counters and histograms
// expect 5: quantile_above is for histograms
// expect 6: above is for gauges and up-down counters
// expect 7: below is for gauges and up-down counters
// expect 8: share_above is for two that count, or two gauges or up-down counters
// expect 9: each value of catalogue of is one that its label can have
// expect 10: the only if of the metric leaves no series with these values select others
// expect 11: the only if of the metric leaves no series with these values select others
// expect 12: the part of quantile above is greater than 0 and less than 1
// expect 13: the part of quantile above is greater than 0 and less than 1
// expect 14: over and pending are durations of Prometheus
// expect 15: over and pending are durations of Prometheus
#include "../../examples/catalogue/alerts.hpp"

#include <zerometer/zerometer.hpp>

#include <array>

namespace zm = zerometer;

enum class fur { black, white };
constexpr auto label_values(fur) { return zm::values("black", "white"); }

using lives = zm::integers<7, 9>;
constexpr bool black_by_night(fur colour, bool awake) { return awake || colour == fur::black; }

struct cat : zm::meter<cat, "cat"> {
  struct purrs : counter<"purrs", "", "Purrs.", zm::label<"fur", fur>> {};
  struct naps : histogram<"naps", "s", "Naps.", zm::bounds{1, 60}, zm::label<"awake", bool>> {};
  struct meals : counter<"meals", "", "Meals.", zm::label<"name", zm::text<>>> {};
  struct ages : counter<"ages", "", "Ages.", zm::label<"lives", lives>> {};
  struct fights : counter<"fights", "", "Fights.", zm::label<"fur", fur>, zm::label<"awake", bool>,
                          zm::label<"lives", lives>, zm::only_if<black_by_night>> {};
  struct prey : counter<"prey", "", "Prey.", zm::label<"fur", fur>, zm::label<"name", zm::text<>>,
                        zm::label<"awake", bool>, zm::only_if<black_by_night>> {};
  struct weight : gauge<"weight", "g", "Weight."> {};
  using metrics = zm::list<purrs, naps, meals, ages, fights, prey, weight>;
};

using catalogue::of;
constexpr std::array alerts{
    catalogue::alert{.name = "A", .when = catalogue::increases(of<cat::purrs>(fur::white))},
    catalogue::alert{.name = "B", .when = catalogue::quantile_above(0.9, of<cat::naps>(true), 60)},
    catalogue::alert{.name = "C", .when = catalogue::below(of<cat::weight>(), 2000)},
    catalogue::alert{.name = "E",
                     .when = catalogue::increases(of<cat::fights>(lives{9}, false)),
                     .over = "1h30m",
                     .pending = "90s"},
    catalogue::alert{.name = "F", .when = catalogue::increases(of<cat::prey>(fur::white))},
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
#elif REJECT == 9
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::ages>(lives{8}))},
#elif REJECT == 10
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::fights>(false, fur::white))},
#elif REJECT == 11
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::prey>(fur::white, false))},
#elif REJECT == 12
    catalogue::alert{.name = "D", .when = catalogue::quantile_above(99, of<cat::naps>(), 1)},
#elif REJECT == 13
    catalogue::alert{.name = "D", .when = catalogue::quantile_above(0, of<cat::naps>(), 1)},
#elif REJECT == 14
    catalogue::alert{
        .name = "D", .when = catalogue::increases(of<cat::purrs>()), .over = "5 minutes"},
#elif REJECT == 15
    catalogue::alert{.name = "D", .when = catalogue::increases(of<cat::purrs>()), .pending = ""},
#endif
};
static_assert(catalogue::is_duration("5m") && catalogue::is_duration("1y2w3d4h5m6s7ms"));
static_assert(!catalogue::is_duration("5m1h") && !catalogue::is_duration("5m5m"));
static_assert(!catalogue::is_duration("5") && !catalogue::is_duration("m"));
static_assert(!catalogue::is_duration("0s") && !catalogue::is_duration("-5m"));
static_assert(alerts[0].when.series.values[0].value == "white");
