// SPDX-License-Identifier: MIT
#include <zerometer/detail/open_files.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace detail = zerometer::detail;

namespace {

/// A record as getdents64(2) writes it.
std::string record(std::string_view name, std::size_t size = 0) {
  size = size != 0 ? size : (19 + name.size() + 1 + 7) / 8 * 8;
  std::string text(size, '\0');
  const auto stored = static_cast<std::uint16_t>(size);
  std::memcpy(text.data() + 16, &stored, sizeof stored);
  text[18] = 10;
  text.replace(19, name.size() < size - 19 ? name.size() : size - 19, name);
  text.resize(size);
  return text;
}

}  // namespace

TEST_CASE("names are counted, but for the directory's own two") {
  const std::string own = record(".") + record("..");
  CHECK(detail::count_names("") == 0);
  CHECK(detail::count_names(own) == 0);
  CHECK(detail::count_names(own + record("0") + record("17") + record("...")) == 3);
  CHECK(detail::count_names(record(".x") + record("a-name-that-is-longer-than-a-number")) == 2);
}

TEST_CASE("a piece that is no directory's is not counted") {
  const std::string good = record("0") + record("1");
  for (std::size_t size = 1; size < good.size(); ++size) {
    CAPTURE(size);
    const std::vector<char> cut{good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)};
    CHECK(detail::count_names({cut.data(), size}) == (size == record("0").size() ? 1 : -1));
  }
  std::string endless = record("0");
  endless[16] = endless[17] = 0;
  CHECK(detail::count_names(endless) == detail::not_known);
  CHECK(detail::count_names(record("unterminated", 24)) == 1);

  std::mt19937 random{7};
  for (int i = 0; i < 20'000; ++i) {
    std::string text = record(".") + record("1") + record("23");
    for (auto n = 1 + random() % 3; n > 0; --n) {
      text[random() % text.size()] = static_cast<char>(random() % 32);
    }
    const std::vector<char> exact{text.begin(), text.end()};  // its end is watched
    const std::int64_t count = detail::count_names({exact.data(), exact.size()});
    REQUIRE(count >= -1);
    REQUIRE(count <= 3);
  }
}

#if defined(__linux__)
TEST_CASE("a file that opens is one more, whatever many there are") {
  std::int64_t before = 0;
  for (int file = 0; file < 4096; ++file) {
    before += ::fcntl(file, F_GETFD) >= 0 ? 1 : 0;
  }
  CHECK(detail::count_open_files() == before);
  std::vector<int> open;
  for (int i = 0; i < 300; ++i) {  // more than one piece of names
    open.push_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    REQUIRE(open.back() >= 0);
  }
  CHECK(detail::count_open_files() == before + 300);
  for (const int file : open) {
    ::close(file);
  }
  CHECK(detail::count_open_files() == before);
}

TEST_CASE("what cannot be opened is not known") {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  const rlimit none{0, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const std::int64_t count = detail::count_open_files();
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  CHECK(count == detail::not_known);
}
#endif
