// SPDX-License-Identifier: MIT
// What peer_opentelemetry_cpp.cpp calls, declared as opentelemetry/metrics/sync_instruments.h
// declares it for ABI version 1. Points are kept here, under one mutex.
#pragma once

#include "../../counted.hpp"
#include "../common/attribute_value.h"
#include "../context/context.h"

#include <map>
#include <mutex>

namespace opentelemetry::metrics {

template <class T>
class instrument {
public:
  std::map<common::series, T> points() const {
    const std::lock_guard lock{mutex_};
    return points_;
  }

protected:
  void add(T value, const common::series& series) {
    const std::lock_guard lock{mutex_};
    points_[series] += peer_apis::counted(value);
  }

private:
  mutable std::mutex mutex_;
  std::map<common::series, T> points_;
};

template <class T>
class Counter : public instrument<T> {
public:
  void Add(T value) noexcept { this->add(value, {}); }
  template <class U>
  void Add(T value, const U& attributes) noexcept {
    this->add(value, common::series_of(attributes));
  }
};

template <class T>
class UpDownCounter : public Counter<T> {};

template <class T>
class Histogram : public instrument<std::uint64_t> {
public:
  void Record(T, const context::Context&) noexcept { this->add(1, {}); }
};

}  // namespace opentelemetry::metrics
