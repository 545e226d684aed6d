// SPDX-License-Identifier: MIT
//
// What the benchmarks are fed with, the same for every library: label values and numbers that are
// drawn once, before any clock is read. The work is that of the usual HTTP server: a method, a
// route and a status out of 5 x 16 x 6, and latencies that are log-normal around 50 ms.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace bench {

enum class method { get, post, put, patch, del };
enum class route {
  health,
  login,
  logout,
  users,
  user,
  groups,
  group,
  keys,
  key,
  secrets,
  secret,
  folders,
  folder,
  audit,
  search,
  exports
};
enum class status { ok, created, bad_request, unauthorized, not_found, internal };

inline constexpr std::array<std::string_view, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};
inline constexpr std::array<std::string_view, 16> routes{
    "/health",          "/login",           "/logout",           "/users",
    "/users/{id}",      "/groups",          "/v1/groups/{id}/x", "/v1/keys",
    "/v1/keys/{id}",    "/v1/secrets",      "/v1/secrets/{id}",  "/v1/folders/all",
    "/v1/folders/{id}", "/v1/audit/events", "/v1/search/items",  "/v1/exports/{id}"};
inline constexpr std::array<std::string_view, 6> statuses{"200", "201", "400", "401", "404", "500"};

constexpr auto label_values(method) { return methods; }
constexpr auto label_values(route) { return routes; }
constexpr auto label_values(status) { return statuses; }

/// One call's labels.
struct triple {
  bench::method method;
  bench::route route;
  bench::status status;
};

/// A power of two, so that a loop picks its next input with one `and`.
inline constexpr std::size_t draws = 4096;

inline const std::array<triple, draws>& triples() {
  static const auto drawn = [] {
    std::mt19937_64 random{20240229};
    std::array<triple, draws> all{};
    for (auto& one : all)
      one = {method(random() % methods.size()), route(random() % routes.size()),
             status(random() % statuses.size())};
    return all;
  }();
  return drawn;
}

/// Seconds; median 0.05, sigma 1.3: they reach from the first to the last of the usual bounds.
inline const std::array<double, draws>& latencies() {
  static const auto drawn = [] {
    std::mt19937_64 random{19521001};
    std::lognormal_distribution<double> seconds{std::log(0.05), 1.3};
    std::array<double, draws> all{};
    for (auto& one : all)
      one = seconds(random);
    return all;
  }();
  return drawn;
}

inline constexpr std::array<double, 11> default_bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                       0.5,   1,    2.5,   5,    10};

/// 200 bounds, geometric, from 100 us to 100 s. Multiplied up instead of std::pow, so that they
/// are a constant expression and every library gets the same bits.
inline constexpr std::array<double, 200> geometric_bounds = [] {
  std::array<double, 200> all{};
  double bound = 0.0001;
  for (auto& one : all) {
    one = bound;
    bound *= 1.0718;  // 10^(6/199), rounded
  }
  return all;
}();

}  // namespace bench
