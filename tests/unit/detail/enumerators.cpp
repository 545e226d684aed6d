// SPDX-License-Identifier: MIT
#include <zerometer/detail/enumerators.hpp>

#include <doctest/doctest.h>

using zerometer::detail::has_enumerator;

enum class plain { a, b, d = 3 };
namespace deep::er {
enum class scoped : unsigned char { one };
}
namespace {
enum class hidden : short { v1, v2 };
enum class flag : bool { off, on };
enum class single : bool { off };
}  // namespace
struct outer {
  struct inner {
    enum class nested { x };
  };
};
template <class>
struct templated {
  enum class kind { k0, k1 };
};

TEST_CASE("a value has a name or has none") {
  static_assert(has_enumerator<plain, 0>() && has_enumerator<plain, 1>());
  static_assert(!has_enumerator<plain, 2>() && has_enumerator<plain, 3>());
  static_assert(has_enumerator<deep::er::scoped, 0>() && !has_enumerator<deep::er::scoped, 1>());
  static_assert(!has_enumerator<deep::er::scoped, 256>());
  static_assert(has_enumerator<hidden, 1>() && !has_enumerator<hidden, 2>());
  static_assert(has_enumerator<flag, 1>() && !has_enumerator<flag, 2>());
  static_assert(has_enumerator<single, 0>() && !has_enumerator<single, 1>());
  static_assert(has_enumerator<outer::inner::nested, 0>());
  static_assert(!has_enumerator<outer::inner::nested, 1>());
  static_assert(has_enumerator<templated<int (*)(char)>::kind, 1>());
  static_assert(!has_enumerator<templated<int (*)(char)>::kind, 2>());
  enum class local { here };
  static_assert(has_enumerator<local, 0>() && !has_enumerator<local, 1>());
  CHECK(true);  // the static_asserts above are the test
}
