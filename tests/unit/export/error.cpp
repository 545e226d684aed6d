// SPDX-License-Identifier: MIT
#include <zerometer/export/error.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <unistd.h>

namespace zm = zerometer;

namespace {

/// What `write` writes to a descriptor.
template <class Write>
std::string written_by(Write write) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  write(ends[1]);
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t size = 0; (size = ::read(ends[0], piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  ::close(ends[0]);
  return text;
}

}  // namespace

TEST_CASE("an error is none until it says what is wrong") {
  CHECK_FALSE(zm::export_error{});
  CHECK(zm::export_error{}.text().empty());
  const zm::export_error error{zm::exporter::push,
                               zm::export_trouble::unreachable,
                               7,
                               {"no answer from ", "127.0.0.1:4318", ": is the collector there?"}};
  CHECK(error);
  CHECK(error.from() == zm::exporter::push);
  CHECK(error.trouble() == zm::export_trouble::unreachable);
  CHECK(error.code() == 7);
  CHECK(error.text() == "no answer from 127.0.0.1:4318: is the collector there?");
}

TEST_CASE("a text is one line, and what does not fit is cut") {
  const zm::export_error lines{zm::exporter::pull,
                               zm::export_trouble::internal,
                               0,
                               {std::string_view{"a\nb\r\x1b[2Jc\0d\x7f", 12}}};
  CHECK(lines.text() == "a b  [2Jc d ");
  const std::string part(400, 'x');
  const zm::export_error longest{zm::exporter::pull, zm::export_trouble::internal, 0, {part, part}};
  CHECK(longest.text() == std::string(512, 'x'));
  const std::string line =
      written_by([&](int fd) { zm::detail::write_error_line(fd, longest, UINT64_MAX); });
  CHECK(line.size() < 640);
  CHECK(line.ends_with("\n"));
}

TEST_CASE("a line says who speaks, and how many lines were kept back") {
  const zm::export_error error{
      zm::exporter::pull, zm::export_trouble::port_in_use, 98, {"port 9464 is taken"}};
  const auto line = [&](std::uint64_t kept_back) {
    return written_by([&](int fd) { zm::detail::write_error_line(fd, error, kept_back); });
  };
  CHECK(line(0) == "zerometer: pull: port 9464 is taken\n");
  CHECK(line(12) ==
        "zerometer: pull: port 9464 is taken (and 12 before it that were not written)\n");
}

TEST_CASE("one line a minute") {
  zm::detail::line_limiter lines;
  constexpr std::uint64_t minute = zm::detail::line_limiter::interval;
  CHECK(lines.ask(1000).granted);
  CHECK_FALSE(lines.ask(1000).granted);
  CHECK_FALSE(lines.ask(999 + minute).granted);
  const auto later = lines.ask(1000 + minute);
  CHECK(later.granted);
  CHECK(later.kept_back == 2);
  CHECK_FALSE(lines.ask(2000).granted);  // another thread's clock, read before
  CHECK(lines.ask(1000 + 2 * minute).kept_back == 1);
}

TEST_CASE("of many threads at once one writes, and every other is counted") {
  zm::detail::line_limiter lines;
  constexpr int threads = 4;
  constexpr std::uint64_t asks = 10'000;
  std::array<std::uint64_t, threads> granted{};
  std::vector<std::thread> all;
  for (std::uint64_t& mine : granted) {
    all.emplace_back([&] {
      for (std::uint64_t i = 0; i < asks; ++i) {
        mine += lines.ask(i).granted ? 1U : 0U;
      }
    });
  }
  for (std::thread& one : all) {
    one.join();
  }
  std::uint64_t sum = 0;
  for (const std::uint64_t one : granted) {
    sum += one;
  }
  CHECK(sum == 1);
  CHECK(lines.ask(zm::detail::line_limiter::interval).kept_back == threads * asks - 1);
}

TEST_CASE("a handler is told, with its context") {
  std::string heard;
  const zm::error_handler handler{[](const zm::export_error& error, void* context) noexcept {
                                    *static_cast<std::string*>(context) = error.text();
                                  },
                                  &heard};
  handler({zm::exporter::pull, zm::export_trouble::busy, 0, {"too many"}});
  CHECK(heard == "too many");
}
