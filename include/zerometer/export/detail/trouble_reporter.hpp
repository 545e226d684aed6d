// SPDX-License-Identifier: MIT
/// Tells an exporter's handler of trouble that strangers can cause: of each kind once a second.
#pragma once

#include <zerometer/clock.hpp>
#include <zerometer/export/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class trouble_reporter {
public:
  explicit trouble_reporter(error_handler on_error) noexcept : on_error_{on_error} {}

  /// Whatever was told before.
  void tell(const export_error& error) const noexcept { on_error_(error); }

  void report(export_trouble trouble, long code,
              std::initializer_list<std::string_view> pieces) noexcept {
    report_at(steady_clock::now(), trouble, code, pieces);
  }
  void report_at(std::uint64_t now, export_trouble trouble, long code,
                 std::initializer_list<std::string_view> pieces) noexcept {
    std::uint64_t& last = told_[static_cast<std::size_t>(trouble)];
    constexpr std::uint64_t second = 1'000'000'000;
    if (last == 0 || now - last >= second) {
      last = now;
      tell({exporter::pull, trouble, code, pieces});
    }
  }

private:
  error_handler on_error_;
  std::array<std::uint64_t, static_cast<std::size_t>(export_trouble::internal) + 1> told_{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
