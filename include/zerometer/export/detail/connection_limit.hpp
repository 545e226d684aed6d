// SPDX-License-Identifier: MIT
/// How many connections there may be, where each takes a descriptor of the process's.
#pragma once

#include <zerometer/detail/integer.hpp>
#include <zerometer/export/detail/connection_table.hpp>
#include <zerometer/export/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sys/resource.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// How many descriptors the process may open.
[[nodiscard]] inline std::uint64_t descriptor_limit() noexcept {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? std::uint64_t{limit.rlim_cur}
                                                 : connection_table::never;
}

struct connection_limit {
  std::size_t connections = 0;
  export_error lowered{};  // what was asked for and is not had
};

/// 0 asks for what is fitting. Of so many descriptors some are left for others in any case.
[[nodiscard]] inline connection_limit limit_connections(std::size_t wanted,
                                                        std::uint64_t descriptors) noexcept {
  constexpr std::uint64_t others = 32;
  if (wanted == 0) {
    const std::uint64_t half = descriptors / 2 == 0 ? 1 : descriptors / 2;
    return {half < connection_table::capacity ? static_cast<std::size_t>(half)
                                              : connection_table::capacity,
            {}};
  }
  const std::uint64_t left = descriptors <= others ? 1 : descriptors - others;
  const bool few = left < wanted && left < connection_table::capacity;
  if (!few && wanted <= connection_table::capacity) {
    return {wanted, {}};
  }
  const std::size_t most = few ? static_cast<std::size_t>(left) : connection_table::capacity;
  std::array<char, 2 * (integer_size + 12)> digits{};
  const char* const end = write_integer(digits.data(), most);
  char* const second = digits.data() + integer_size + 12;
  const char* const second_end = write_integer(second, std::uint64_t{wanted});
  const std::string_view have{digits.data(), static_cast<std::size_t>(end - digits.data())};
  const std::string_view asked{second, static_cast<std::size_t>(second_end - second)};
  return {most,
          {exporter::pull,
           few ? export_trouble::descriptors : export_trouble::configuration,
           0,
           {have, " connections instead of ", asked,
            few ? ": the process may not open more descriptors; raise the limit (ulimit -n, "
                  "LimitNOFILE=)"
                : ": there are no more places"}}};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
