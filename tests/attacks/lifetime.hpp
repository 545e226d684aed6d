// SPDX-License-Identifier: MIT
/// The meter that lifetime.cpp records in at every moment of a process, and the other unit's part.
#pragma once

#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

enum class moment {
  constructor,
  other_constructor,
  main,
  thread_local_end,
  late_key,
  detached,
  at_exit,
  destructor,
  other_destructor,
  after_all,
  first_after_all,
};
constexpr auto label_values(moment) {
  return zm::values("constructor", "other_constructor", "main", "thread_local_end", "late_key",
                    "detached", "at_exit", "destructor", "other_destructor", "after_all",
                    "first_after_all");
}

struct life : zm::meter<life, "life"> {
  struct calls : counter<"calls", "{call}", "Calls.", zm::label<"moment", moment>> {};
  struct times : histogram<"times", "s", "Times.", zm::bounds{1, 2}, zm::label<"moment", moment>> {
  };
  struct level : gauge<"level", "{thing}", "Level."> {};
  struct texts : counter<"texts", "{call}", "Calls.", zm::label<"text", zm::text<16>>,
                         zm::label<"moment", moment>> {};
  using metrics = zm::list<calls, times, level, texts>;
};

inline void record(moment now) {
  life::calls::inc(now);
  life::times::observe(1.5, now);
  life::level::inc();
  life::texts::inc("text", now);
}
