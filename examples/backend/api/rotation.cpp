// SPDX-License-Identifier: MIT
#include "api/handlers.hpp"
#include "identity/random.hpp"
#include "trouble.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace backend {

namespace {

constexpr std::int64_t longest_delay_ms = 60'000;

/// Nothing where it is no number, or too long.
std::optional<std::chrono::milliseconds> delay_of(const nlohmann::json& fields) {
  const auto found = fields.find("delayMs");
  if (found == fields.end() || !found->is_number_integer()) {
    return std::nullopt;
  }
  const auto wanted = found->get<std::int64_t>();
  return wanted < 0 || wanted > longest_delay_ms ? std::nullopt
                                                 : std::optional(std::chrono::milliseconds{wanted});
}

}  // namespace

reply rotate_secret(services& of, call& one) {
  if (!valid_secret_name(one.at.open[0])) {
    return misnamed();
  }
  const auto in = place_of(one);
  if (!in) {
    return misplaced();
  }
  const nlohmann::json fields = object_of(one.asked);
  const auto delay = fields.is_object() ? delay_of(fields) : std::nullopt;
  if (!delay) {
    return refuse(status{400}, "wanted: an object with delayMs, a number from 0 to 60000");
  }
  const std::string name{one.at.open[0]};
  if (!of.values.has(*in, name)) {
    return refuse(status{404}, "no such secret");
  }
  // The job outlives the request: it has texts of its own, and only pointers to what stays.
  const auto rotate = [&of, in = *in, name, by = one.in->owner](const queues::attempt&) {
    if (!of.values.replace(in, name, random_text<32>())) {
      throw trouble(failure::not_found, fmt::format("no secret {} to rotate", name));
    }
    of.audit.record(audit_event::rotate_secret, nullptr, *by, audit_detail(in, name));
  };
  of.jobs.add(job_name::rotate_secret, rotate, *delay);
  return {status{202}};
}

}  // namespace backend
