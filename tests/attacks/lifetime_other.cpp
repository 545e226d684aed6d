// SPDX-License-Identifier: MIT
/// Records before main and after it from another unit, whose constructors come in no known order.
#include "lifetime.hpp"

namespace {

const struct other {
  other() { record(moment::other_constructor); }
  ~other() { record(moment::other_destructor); }
} recorder;

}  // namespace
