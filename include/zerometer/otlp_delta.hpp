// SPDX-License-Identifier: MIT
/// OTLP with delta temporality, and nothing lost when a request is.
///
///     static constinit zm::otlp::delta_requests<app, zm::otlp::encoding::protobuf> deltas;
///     deltas.collect(who);
///     while (const auto request = deltas.next(buffer, who)) {
///       if (!post(request.body)) break;
///       deltas.accept();
///     }
///
/// Two snapshots: what the receiver has, and what there is now. The older gives way only when all
/// requests of a collection were accepted; until then a later collection covers all intervals
/// since, from the right start. Where some were accepted and one was not, the next collection is
/// what is left of the same interval: the rest of it is not lost, and nothing comes twice.
///
/// Large: it belongs in static storage. Not for concurrent use. Source: OpenTelemetry, "Metrics
/// Data Model", Temporality; "Metrics SDK", MetricReader.
#pragma once

#include <zerometer/detail/epoch.hpp>
#include <zerometer/detail/start_time.hpp>
#include <zerometer/otlp.hpp>
#include <zerometer/resource.hpp>
#include <zerometer/snapshot.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

namespace zerometer {
inline namespace v0_1 {
namespace otlp {

template <class Exposition, encoding Encoding>
class delta_requests {
public:
  /// Takes a snapshot, unless a part of the last one is still to be sent. Times are nanoseconds
  /// since 1970. `start` is since when the process counts and the begin of the first interval; a
  /// later one than the last interval's end says that all counts began again at zero: a fork.
  void collect(std::uint64_t time, std::uint64_t start) noexcept {
    if (start > since_) {
      // In place: a snapshot is nothing for a stack.
      ::new (static_cast<void*>(&snapshots_[older_])) snapshot<Exposition>;
      since_ = start;
      place_ = {};
    } else if (place_ != place{}) {
      return;
    }
    start_ = start;
    // A clock may be set back; intervals follow each other all the same.
    time_ = time > since_ ? time : since_ + 1;
    snapshot<Exposition>& now = snapshots_[1 - older_];
    if (!now.take()) {
      return;  // inside a callback of an observable
    }
    now.hold(snapshots_[older_]);
    written_ = place_;  // an answer that comes late is not for this snapshot
    collected_ = true;
  }

  /// The same by the system's clock, from the process's start, what the resource says, or a fork.
  template <std::size_t Bytes = 0>
  void collect(const resource<Bytes>& who = {}) noexcept {
    collect(detail::epoch_nanoseconds(), detail::start_time(who.start_time()));
  }

  /// Writes the first request that was not accepted, the same bytes as before if it was written
  /// before. None when nothing is left, or when the buffer is smaller than `min_bytes`.
  template <std::size_t Bytes = 0>
  [[nodiscard]] request next(std::span<char> buffer, const resource<Bytes>& who = {}) noexcept {
    if (!collected_) {
      return {};
    }
    requests<Exposition, Encoding> rest{
        {snapshots_[1 - older_], start_, time_, &snapshots_[older_], since_}, who, place_};
    const request one = rest.next(buffer);
    written_ = rest.where();
    if (!one && rest.done()) {
      accept();
    }
    return one;
  }

  /// Says that the receiver has the last request, or that it never shall.
  void accept() noexcept {
    if (!collected_) {
      return;
    }
    place_ = written_;
    if (place_ == requests<Exposition, Encoding>::end) {
      older_ = 1 - older_;
      since_ = time_;
      place_ = written_ = {};
      collected_ = false;
    }
  }

private:
  std::array<snapshot<Exposition>, 2> snapshots_{};
  std::size_t older_ = 0;
  std::uint64_t start_ = 0;
  std::uint64_t since_ = 0;  // when the older one was taken
  std::uint64_t time_ = 0;
  place place_{};    // all before it was accepted
  place written_{};  // and all before this was written
  bool collected_ = false;
};

}  // namespace otlp
}  // namespace v0_1
}  // namespace zerometer
