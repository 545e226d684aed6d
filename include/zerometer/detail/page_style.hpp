// SPDX-License-Identifier: MIT
/// What a page of metrics says beside the values, and in which format: the one parameter of all
/// that writes one.
#pragma once

#include <zerometer/names.hpp>
#include <zerometer/text_format.hpp>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct page_style {
  text_format format = text_format::prometheus;
  name_suffixes suffixes{};
  bool scope_labels = true;
  bool target_info = true;
  bool created = false;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
