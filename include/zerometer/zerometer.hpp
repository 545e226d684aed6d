// SPDX-License-Identifier: MIT
/// Describe metrics, record them, take snapshots: all that a library or a hot path needs.
///
/// Renderers are headers of their own, included by the one translation unit that renders:
/// <zerometer/prometheus.hpp>.
#pragma once

#include <zerometer/binding.hpp>
#include <zerometer/bounds.hpp>
#include <zerometer/counter.hpp>
#include <zerometer/descriptor.hpp>
#include <zerometer/double_counter.hpp>
#include <zerometer/exposition.hpp>
#include <zerometer/fixed_string.hpp>
#include <zerometer/gauge.hpp>
#include <zerometer/histogram.hpp>
#include <zerometer/info.hpp>
#include <zerometer/integer_label.hpp>
#include <zerometer/integers.hpp>
#include <zerometer/label.hpp>
#include <zerometer/label_set.hpp>
#include <zerometer/list.hpp>
#include <zerometer/meter.hpp>
#include <zerometer/names.hpp>
#include <zerometer/observable.hpp>
#include <zerometer/observer.hpp>
#include <zerometer/options.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/self.hpp>
#include <zerometer/snapshot.hpp>
#include <zerometer/text_label.hpp>
#include <zerometer/unit.hpp>
#include <zerometer/up_down_counter.hpp>
#include <zerometer/version.hpp>
