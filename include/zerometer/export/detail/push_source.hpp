// SPDX-License-Identifier: MIT
/// What a push exporter sends, without what it is made of: two encodings and two temporalities
/// behind one table of functions.
#pragma once

#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/start_time.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/otlp_delta.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/snapshot.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The cumulative counterpart of otlp::delta_requests, in the same form: nothing is owed to a
/// receiver that was away, because the next collection tells all.
template <class Exposition, otlp::encoding Encoding>
class cumulative_requests {
  using requests = otlp::requests<Exposition, Encoding>;

public:
  template <std::size_t Bytes>
  void collect(const resource<Bytes>& who) noexcept {
    const otlp::collection<Exposition> all = otlp::collect(values_, who);
    start_ = all.start;
    time_ = all.time;
    place_ = written_ = {};
  }
  template <std::size_t Bytes>
  [[nodiscard]] otlp::request next(std::span<char> buffer, const resource<Bytes>& who) noexcept {
    requests rest{{values_, start_, time_}, who, place_};
    const otlp::request one = rest.next(buffer);
    written_ = rest.where();
    return one;
  }
  void accept() noexcept { place_ = written_; }

private:
  snapshot<Exposition> values_{};
  std::uint64_t start_ = 0;
  std::uint64_t time_ = 0;
  otlp::place place_{};
  otlp::place written_{};
};

/// `requests` and `who` are of the types that the functions were made for.
struct push_source {
  void* requests = nullptr;
  const void* who = nullptr;
  std::string_view content_type{};
  std::size_t least = 0;  // bytes that a request needs
  bool is_delta = false;
  void (*collect)(void* requests, const void* who) noexcept = nullptr;
  otlp::request (*next)(void* requests, std::span<char>, const void* who) noexcept = nullptr;
  void (*accept)(void* requests) noexcept = nullptr;
};

template <class Exposition, otlp::encoding Encoding, class Requests, class Resource>
[[nodiscard]] push_source make_push_source(Requests& requests, const Resource& who,
                                           bool is_delta) noexcept {
  return {&requests,
          &who,
          otlp::content_type<Encoding>,
          otlp::min_bytes<Exposition, Encoding, Resource>,
          is_delta,
          [](void* self, const void* of) noexcept {
            static_cast<Requests*>(self)->collect(*static_cast<const Resource*>(of));
          },
          [](void* self, std::span<char> buffer, const void* of) noexcept {
            return static_cast<Requests*>(self)->next(buffer, *static_cast<const Resource*>(of));
          },
          [](void* self) noexcept { static_cast<Requests*>(self)->accept(); }};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
