// SPDX-License-Identifier: MIT
#include "jobs/queues.hpp"

#include "observed.hpp"
#include "trouble.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <stdexcept>

namespace backend {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

// Every test has a kind of job of its own, and so series of its own.
constexpr queues::options patient{
    .workers = 2, .lock = std::chrono::minutes{1}, .attempts = 3, .backoff = 20ms};
constexpr queues::options hasty{.workers = 3, .lock = 30ms, .attempts = 3, .backoff = 1ms};

std::uint64_t ended(job_name what, job_outcome how) {
  return value_now<infisical_core::jobs>(queue_of(what), what, how);
}
std::uint64_t failed(job_name what, failure why, exhausted last) {
  return value_now<infisical_core::job_failures>(queue_of(what), what, why, last);
}
std::int64_t depth(job_name what, queue_state in) {
  return static_cast<std::int64_t>(value_now<infisical_core::queue_depth>(queue_of(what), in));
}

}  // namespace

TEST_CASE("a job that fails is tried again, after pauses that double") {
  constexpr auto what = job_name::import_certificates;
  queues tested(patient);
  std::array<clock::time_point, 3> begun;
  std::array<bool, 3> was_last{};
  tested.add(what, [&](const queues::attempt& now) {
    begun.at(now.number - 1) = clock::now();
    was_last.at(now.number - 1) = now.last;
    if (now.number == 1) {
      throw trouble(failure::network, "nobody there");
    }
    if (now.number == 2) {
      throw std::runtime_error("something else");
    }
  });
  REQUIRE(eventually([&] { return depth(what, queue_state::completed) == 1; }));
  CHECK(was_last == std::array{false, false, true});
  CHECK(begun[1] - begun[0] >= 20ms);
  CHECK(begun[2] - begun[1] >= 40ms);
  CHECK(ended(what, job_outcome::completed) == 1);
  CHECK(ended(what, job_outcome::failed) == 2);
  CHECK(failed(what, failure::network, exhausted::no) == 1);
  CHECK(failed(what, failure::unknown, exhausted::no) == 1);
  CHECK(failed(what, failure::unknown, exhausted::yes) == 0);
  const auto taken =
      value_now<infisical_core::job_duration>(queue_of(what), what, job_outcome::failed);
  CHECK(taken.count() == 2);
  const auto waited = value_now<infisical_core::job_wait>(queue_of(what), what);
  CHECK(waited.count() == 1);  // of what was completed alone
  CHECK(depth(what, queue_state::failed) == 0);
}

TEST_CASE("after its last attempt a job has failed") {
  constexpr auto what = job_name::remove_certificates;
  queues tested(patient);
  tested.add(what, [](const queues::attempt&) { throw trouble(failure::scim, "no such kind"); });
  REQUIRE(eventually([&] { return depth(what, queue_state::failed) == 1; }));
  CHECK(ended(what, job_outcome::failed) == 3);
  // Jobs know no such failure.
  CHECK(failed(what, failure::unknown, exhausted::no) == 2);
  CHECK(failed(what, failure::unknown, exhausted::yes) == 1);
  CHECK(depth(what, queue_state::completed) == 0);
}

TEST_CASE("a delayed job is not early, and its delay is no wait for a worker") {
  constexpr auto what = job_name::rotate_secret;
  queues tested(patient);
  const auto begin = clock::now();
  std::atomic<bool> early = false;
  tested.add(what, [&](const queues::attempt&) { early = clock::now() - begin < 300ms; }, 300ms);
  CHECK(depth(what, queue_state::delayed) == 1);
  CHECK(depth(what, queue_state::waiting) == 0);
  REQUIRE(eventually([&] { return depth(what, queue_state::completed) == 1; }));
  CHECK_FALSE(early);
  CHECK(value_now<infisical_core::job_wait>(queue_of(what), what).sum() < 0.3);
  CHECK(depth(what, queue_state::delayed) == 0);
}

TEST_CASE("a delayed job has its worker while the others are busy") {
  for (int round = 0; round < 20; ++round) {
    queues tested(patient);
    std::promise<void> delayed_ran;
    std::promise<void> done;
    tested.add(
        job_name::import_secrets, [&](const queues::attempt&) { delayed_ran.set_value(); }, 5ms);
    tested.add(job_name::import_secrets,
               [held = done.get_future().share()](const queues::attempt&) { held.wait(); });
    CHECK(delayed_ran.get_future().wait_for(10s) == std::future_status::ready);
    done.set_value();
  }
}

TEST_CASE("the depth is of what waits and of what is being done") {
  constexpr auto what = job_name::sync_certificates;
  queues tested(patient);
  std::promise<void> done;
  const auto held = done.get_future().share();
  for (int i = 0; i < 5; ++i) {
    tested.add(what, [held](const queues::attempt&) { held.wait(); });
  }
  CHECK(eventually([&] { return depth(what, queue_state::active) == 2; }));
  CHECK(depth(what, queue_state::waiting) == 3);
  CHECK(depth(job_name::sync_secrets, queue_state::waiting) == 0);
  done.set_value();
  CHECK(eventually([&] { return depth(what, queue_state::completed) == 5; }));
  CHECK(depth(what, queue_state::active) == 0);
}

TEST_CASE("a stalled job is another worker's, and its late result is nobody's") {
  constexpr auto what = job_name::sync_integration;
  queues tested(hasty);
  std::promise<void> late;
  std::atomic<int> runs = 0;
  std::atomic<bool> over = false;
  tested.add(what, [&, held = late.get_future().share()](const queues::attempt&) {
    if (++runs == 1) {
      held.wait();
      over = true;
      throw trouble(failure::network, "too late");
    }
  });
  REQUIRE(eventually([&] { return depth(what, queue_state::completed) == 1; }));
  CHECK(value_now<infisical_core::stalled_jobs>(queue_of(what)) == 1);
  late.set_value();
  REQUIRE(eventually([&] { return over.load(); }));
  tested.stop();
  CHECK(runs == 2);
  CHECK(ended(what, job_outcome::completed) == 1);
  CHECK(ended(what, job_outcome::failed) == 0);
  CHECK(depth(what, queue_state::active) == 0);
}

TEST_CASE("a job that stalls again is given up") {
  constexpr auto what = job_name::sync_secrets;
  queues tested(hasty);
  std::promise<void> late;
  tested.add(what, [held = late.get_future().share()](const queues::attempt&) { held.wait(); });
  REQUIRE(eventually([&] { return depth(what, queue_state::failed) == 1; }));
  CHECK(value_now<infisical_core::stalled_jobs>(queue_of(what)) == 2);
  CHECK(failed(what, failure::timeout, exhausted::yes) == 1);
  late.set_value();
  tested.stop();
  CHECK(ended(what, job_outcome::completed) == 0);
  CHECK(ended(what, job_outcome::failed) == 1);
}

TEST_CASE("what is full admits nothing, and takes what follows from what it admitted") {
  constexpr auto what = job_name::deliver_event;
  queues tested({.workers = 1, .lock = 1min, .capacity = 2});
  std::promise<void> done;
  tested.add(what, [&, held = done.get_future().share()](const queues::attempt&) {
    held.wait();
    tested.add(what, [](const queues::attempt&) {});
  });
  REQUIRE(eventually([&] { return depth(what, queue_state::active) == 1; }));
  CHECK(tested.admits());  // what is being done does not wait
  tested.add(what, [](const queues::attempt&) {}, 1ms);
  CHECK(tested.admits());
  tested.add(what, [](const queues::attempt&) {});
  CHECK_FALSE(tested.admits());
  done.set_value();
  REQUIRE(eventually([&] { return depth(what, queue_state::completed) == 4; }));
  CHECK(depth(what, queue_state::failed) == 0);
  CHECK(tested.admits());
}

TEST_CASE("what waits at the end is done, what is delayed is not, and nothing is added after it") {
  queues tested(patient);
  std::atomic<int> done = 0;
  const auto count = [&](const queues::attempt&) {
    std::this_thread::sleep_for(1ms);  // so that most of them wait when it stops
    ++done;
  };
  for (int i = 0; i < 100; ++i) {
    tested.add(job_name::remove_secrets, count);
  }
  tested.add(job_name::remove_secrets,
             [&](const queues::attempt&) { tested.add(job_name::remove_secrets, count); });
  tested.add(job_name::remove_secrets, count, std::chrono::hours{1});
  tested.stop();
  CHECK(done == 101);
  CHECK_THROWS_AS(tested.add(job_name::remove_secrets, count), trouble);
  CHECK(depth(job_name::remove_secrets, queue_state::delayed) == 1);
}

TEST_CASE("what is left after the grace is lost, and is not waited for a second time") {
  using clock = std::chrono::steady_clock;
  queues tested({.workers = 1, .lock = 10s});
  std::atomic<int> done = 0;
  for (int i = 0; i < 2; ++i) {
    tested.add(job_name::remove_secrets, [&](const queues::attempt&) {
      std::this_thread::sleep_for(queues::grace + 100ms);
      ++done;
    });
  }
  const clock::time_point begin = clock::now();
  tested.stop();
  const clock::duration first = clock::now() - begin;
  CHECK(done == 1);
  CHECK(first >= queues::grace);
  tested.stop();
  CHECK(clock::now() - begin - first < first / 2);
}

}  // namespace backend
