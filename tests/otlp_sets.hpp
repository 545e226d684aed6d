// SPDX-License-Identifier: MIT
/// What the OTLP requests for other people's parsers are made of: each set is an exposition, what
/// is recorded in it before the first snapshot and before the second, and a resource.
#pragma once

#include <zerometer/zerometer.hpp>

#include <cstdint>
#include <limits>
#include <string>

namespace zm = zerometer;

/// Every kind, every type of attribute, and every value that has a spelling of its own.
namespace values {
enum class which { zero, nan, inf, minus_inf, tiny, huge, whole, million, fraction };
constexpr auto label_values(which) {
  return zm::values("zero", "nan", "inf", "minus_inf", "tiny", "huge", "whole", "million",
                    "fraction");
}
enum class error { none, timeout, broken };
constexpr auto label_values(error) {
  return zm::values(zm::absent, "\"time\\\tout\"\x01é😱\x7F", "a\xC0\xE2\x82z\xFF");
}
using status = zm::integers<-1, 0, 200>;
constexpr bool possible(status code, error e) { return code.value() != 200 || e == error::none; }

struct all : zm::meter<all, "values", zm::version<"1.2.3">,
                       zm::schema_url<"https://example.org/v1">, zm::attribute<"x.y", "z\n">> {
  struct level : gauge<"level", "", "Doubles.", zm::label<"which", which>> {};
  struct count : counter<"count", "By", "Integers \"and\"\\\n\xC3.", zm::constant<"fixed", "yes">,
                         zm::label<"status.code", status>, zm::label<"error.type", error>,
                         zm::label<"a.flag", bool>, zm::only_if<possible>> {};
  struct seconds : double_counter<"seconds", "s", "Seconds.", zm::label<"error.type", error>> {};
  struct open : up_down_counter<"open", "{file}", zm::no_help, zm::label<"a.flag", bool>> {};
  struct wide : histogram<"wide", "{x}", "From nothing to everything.",
                          zm::bounds{0, 5e-324, 1e-5, 0.0001, 0.30000000000000004, 1, 100000, 1e6,
                                     1e22, 1.7976931348623157e+308}> {};
  struct time : histogram<"time", "s", "Nanoseconds.", zm::nanosecond_bounds(1, 1500, 1000000000),
                          zm::label<"error.type", error>> {};
  struct reached : histogram<"reached", "s", "Nanoseconds.", zm::nanosecond_bounds(1000),
                             zm::label<"error.type", error>, zm::min_max> {};
  struct swing : histogram<"swing", "", "Signed.", zm::bounds{0}, zm::label<"a.flag", bool>,
                           zm::signed_values, zm::min_max> {};
  struct drift : histogram<"drift", "s", "Signed.", zm::bounds{-1.5, 0, 1}, zm::signed_values,
                           zm::label<"a.flag", bool>> {};
  struct rare : counter<"rare", "", "Sparse.", zm::label<"status.code", status>, zm::sparse> {};
  struct build : info<"build", "Facts.", zm::constant<"version", "v1">> {};
  using metrics =
      zm::list<level, count, seconds, open, wide, time, reached, swing, drift, rare, build>;
};
struct silent : zm::meter<silent, "silent"> {
  struct never : counter<"never", "", "Sparse and not recorded.", zm::sparse> {};
  using metrics = zm::list<never>;
};
using app = zm::exposition<all, silent>;

inline void record() {
  using limits = std::numeric_limits<double>;
  all::level::set(-0.0, which::zero);
  all::level::set(limits::quiet_NaN(), which::nan);
  all::level::set(limits::infinity(), which::inf);
  all::level::set(-limits::infinity(), which::minus_inf);
  all::level::set(-limits::denorm_min(), which::tiny);
  all::level::set(limits::max(), which::huge);
  all::level::set(-999999, which::whole);
  all::level::set(1e6, which::million);
  all::level::set(0.1 + 0.2, which::fraction);
  all::count::add(9007199254740993U, status{-1}, error::timeout, true);
  all::count::add(static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()), status{200},
                  error::none, false);
  all::count::inc(status{0}, error::broken, false);
  all::seconds::add(0.1, error::none);
  all::seconds::add(0.2, error::none);
  all::seconds::add(1e300, error::timeout);
  all::open::add(std::numeric_limits<std::int64_t>::min(), true);
  all::open::add(7, false);
  for (const double value : {0.0, 5e-324, 1.0, 1.5, 1e300, limits::max() / 4}) {
    all::wide::observe(value);
  }
  all::time::observe(1500, error::none);
  all::time::observe(std::numeric_limits<std::int64_t>::max(), error::timeout);
  all::reached::observe(1, error::timeout);
  all::reached::observe(std::numeric_limits<std::int64_t>::max(), error::timeout);
  all::reached::observe(0, error::broken);
  all::swing::observe(-limits::max(), true);
  all::swing::observe(-limits::denorm_min(), true);
  all::swing::observe(limits::infinity(), false);
  all::drift::observe(-7.25, true);
  all::drift::observe(limits::infinity(), true);
  all::rare::inc(status{0});
}
inline void record_more() {
  all::level::set(-3, which::zero);
  all::count::add(41U, status{-1}, error::timeout, true);
  all::count::inc(status{200}, error::none, true);
  all::seconds::add(0.75, error::broken);
  all::open::add(-2, false);
  all::wide::observe(0.5);
  all::time::observe(1501, error::none);
  all::reached::observe(2, error::timeout);
  all::rare::inc(status{200});
}
inline zm::resource<256> who() {
  zm::resource<256> who;
  static_cast<void>(who.add("service.name", "a\"b\\c\n\x01 é"));
  static_cast<void>(who.add("broken", "\xC0z\xE2\x82"));
  static_cast<void>(who.add("empty", ""));
  static_cast<void>(who.add("flag", false));
  static_cast<void>(who.add("pid", std::numeric_limits<std::int64_t>::min()));
  static_cast<void>(who.add("load", 0.1));
  static_cast<void>(who.add("nan", std::numeric_limits<double>::quiet_NaN()));
  static_cast<void>(who.add("inf", -std::numeric_limits<double>::infinity()));
  return who;
}
}  // namespace values

/// Series that differ in the number of bytes that their sizes need.
namespace sizes {
using code = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>;
struct many : zm::meter<many, "many"> {
  struct bare : counter<"bare", "", zm::no_help> {};
  struct wide : counter<"wide", "", zm::no_help, zm::label<"a", code>, zm::label<"b", code>,
                        zm::label<"a.key.that.is.rather.long.so.that.a.point.needs.two.bytes.for."
                                  "its.size.and.then.some.more",
                                  bool>> {};
  struct buckets : histogram<"buckets", "", "Many.", zm::linear_bounds<2100>(1, 1)> {};
  using metrics = zm::list<bare, wide, buckets>;
};
struct other : zm::meter<other, "other"> {
  struct bare : gauge<"bare", "", "The same name elsewhere."> {};
  using metrics = zm::list<bare>;
};
using app = zm::exposition<many, other, zm::without_self_metrics>;

inline void record() {
  for (unsigned i = 0; i < 16; ++i) {
    many::wide::add(i * 1000U, code{i}, code{15 - i}, true);
    many::buckets::observe(i * 200);
  }
}
inline void record_more() { many::bare::inc(); }
inline zm::resource<0> who() { return {}; }
}  // namespace sizes

/// Labels that are known at run time alone: escaped, cut, absent, and past what there is room for.
namespace texts {
struct users : zm::meter<users, "users"> {
  struct logins
      : counter<"logins", "", zm::no_help, zm::label<"user.name", zm::text<24>>,
                zm::label<"ok", bool>, zm::label<"from", zm::text<300>>, zm::cardinality_limit<6>> {
  };
  struct wait : histogram<"wait", "s", zm::no_help, zm::bounds{1, 2}, zm::label<"q", zm::text<>>,
                          zm::constant<"c", "d">, zm::cardinality_limit<2>, zm::min_max> {};
  struct ports : counter<"ports", "", zm::no_help, zm::label<"port", zm::any_integer>,
                         zm::label<"n", zm::integers<-1, 1>>, zm::cardinality_limit<6>> {};
  using metrics = zm::list<logins, wait, ports>;
};
using app = zm::exposition<users>;

inline void record() {
  users::logins::inc("a\"b\\c\n\x01\x7Fé", true, "\xE2\x80\xA8</script>");
  users::logins::add(2U, "", false, "");
  users::logins::add(3U, "cut behind the character 😱", true, std::string(400, 'x'));
  users::logins::add(4U, "\xC0z\xE2\x82", false, std::string(200, '"'));
  users::wait::observe(0.5, "");
  users::wait::observe(1.5, "q");
  users::ports::inc(std::numeric_limits<std::int64_t>::min(), zm::integers<-1, 1>{-1});
  users::ports::inc(0, zm::integers<-1, 1>{1});
  users::ports::inc({}, zm::integers<-1, 1>{1});
  users::ports::inc(std::uint16_t{65535}, zm::integers<-1, 1>{1});
}
inline void record_more() {
  for (int i = 0; i < 10; ++i) {
    users::logins::inc("user " + std::to_string(i), true, "");
    users::wait::observe(i, std::to_string(i));
    users::ports::inc(i << 20, zm::integers<-1, 1>{1});
  }
}
inline zm::resource<32> who() {
  zm::resource<32> who;
  static_cast<void>(who.add("service.name", "texts"));
  return who;
}
}  // namespace texts

namespace nothing {
using app = zm::exposition<zm::without_self_metrics>;
inline void record() {}
inline void record_more() {}
inline zm::resource<16> who() { return {}; }
}  // namespace nothing
