// SPDX-License-Identifier: MIT
/// Any bytes as an answer to an OTLP request: the first picks the status, the second the encoding,
/// the rest is the body, and Retry-After as well. What follows is within the rules, and what stands
/// around a body in JSON changes nothing.
#include "planted.hpp"

#include <zerometer/export/otlp_response.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace otlp = zerometer::otlp;

namespace {

void expect(bool holds) {
  if (!holds) {
    std::abort();
  }
}

bool same(const otlp::verdict& a, const otlp::verdict& b) {
  return a.action == b.action && a.is_unread == b.is_unread &&
         a.rejected_points == b.rejected_points && a.message() == b.message();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<long, 8> statuses{200, 202, 307, 400, 401, 429, 500, 503};
  constexpr std::array<std::string_view, 4> types{"application/json", "application/x-protobuf",
                                                  "text/plain", ""};
  if (size < 2) {
    return 0;
  }
  const long status = statuses[data[0] % statuses.size()];
  const std::string_view type = types[data[1] % types.size()];
  // A copy of its exact size: a sanitizer sees a byte too far.
  const std::string body{reinterpret_cast<const char*>(data) + 2, size - 2};
  const otlp::verdict said = otlp::classify({status, type, body, body}, 1'764'000'000);

  expect((said.action == otlp::action::retry) == (status == 429 || status == 503));
  expect((said.action == otlp::action::give_up) ==
         (status >= 300 && status != 429 && status != 503));
  expect((said.action == otlp::action::partial) == (said.rejected_points != 0));
  expect(said.rejected_points <= INT64_MAX && said.retry_after <= 1'000'000'000'000);
  expect(said.retry_after == 0 || said.action == otlp::action::retry);
  std::string_view text = said.message();
  while (!text.empty()) {
    const zerometer::detail::utf8_step step = zerometer::detail::first_character(text);
    expect(step.valid);
    text.remove_prefix(step.size);
  }
  if (type == types[0]) {
    const auto around = [&](const std::string& before, const std::string& after) {
      return otlp::classify({status, type, {}, before + body + after}, 0);
    };
    expect(same(around(" \n", "\t\r"), said));
    const bool nothing = said.message().empty() && said.rejected_points == 0;
    expect(around("[", "]").message().empty());
    expect(nothing || around("", "]").message().empty());
    expect(nothing || around("{\"message\":\"x\",", "").message().empty());
  }
  expect(!planted_fault || body.find("\\u") == std::string::npos);
  return 0;
}
