// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls, declared as opentelemetry/metrics/meter.h declares it.
#pragma once

#include "../nostd/nostd.h"
#include "sync_instruments.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace opentelemetry::metrics {

class Meter {
public:
  /// How each instrument's points are read, by its name.
  std::map<std::string, std::function<void(const std::function<void(double, bool)>&)>> read;

  nostd::unique_ptr<Counter<std::uint64_t>> CreateUInt64Counter(nostd::string_view name) noexcept {
    return make<Counter<std::uint64_t>>(name, false);
  }
  nostd::unique_ptr<Counter<double>> CreateDoubleCounter(nostd::string_view name) noexcept {
    return make<Counter<double>>(name, false);
  }
  nostd::unique_ptr<UpDownCounter<std::int64_t>>
  CreateInt64UpDownCounter(nostd::string_view name) noexcept {
    return make<UpDownCounter<std::int64_t>>(name, false);
  }
  nostd::unique_ptr<Histogram<double>> CreateDoubleHistogram(nostd::string_view name) noexcept {
    return make<Histogram<double>>(name, true);
  }

private:
  template <class Instrument>
  nostd::unique_ptr<Instrument> make(nostd::string_view name, bool histogram) {
    auto made = std::make_unique<Instrument>();
    read[std::string{name}] = [made = made.get(), histogram](const auto& each) {
      for (const auto& [series, value] : made->points())
        each(static_cast<double>(value), histogram);
    };
    return made;
  }
};

}  // namespace opentelemetry::metrics
