// SPDX-License-Identifier: MIT
#include <zerometer/export/gzip.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <zlib.h>

namespace zm = zerometer;

static_assert(!std::is_copy_constructible_v<zm::gzip> && !std::is_move_constructible_v<zm::gzip>);
static_assert(std::is_trivially_destructible_v<zm::gzip>);

namespace {

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "http_requests_total{method=\"get\",route=\"/things/" + std::to_string(i % 97) +
            "\"} " + std::to_string(i * 7919 % 100003) + "\n";
  }
  return text;
}

/// Pushed in pieces of one size, taken in pieces of another.
std::string compress(zm::gzip& zip, std::string_view text, std::size_t piece, std::size_t room) {
  std::string result;
  std::vector<char> buffer(room);
  zip.reset();
  while (!text.empty()) {
    std::string_view part = text.substr(0, piece);
    text.remove_prefix(part.size());
    while (!part.empty()) {
      result.append(buffer.data(), zip.push(part, buffer));
    }
  }
  while (!zip.done()) {
    result.append(buffer.data(), zip.finish(buffer));
  }
  return result;
}

/// By zlib's other half, which checks the sum and the size; nothing if there is anything behind.
std::string decompress(std::string zipped) {
  z_stream stream{};
  REQUIRE(::inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, static_cast<int>(sizeof stream)) == Z_OK);
  std::string text;
  std::vector<char> buffer(65536);
  stream.next_in = reinterpret_cast<Bytef*>(zipped.data());
  stream.avail_in = static_cast<uInt>(zipped.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = ::inflate(&stream, Z_NO_FLUSH);
    text.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  const bool whole = result == Z_STREAM_END && stream.avail_in == 0;
  ::inflateEnd(&stream);
  return whole ? text : std::string{};
}

}  // namespace

TEST_CASE("what is pushed in pieces comes out whole, whatever the pieces") {
  static zm::gzip zip;
  REQUIRE(zip.ready());
  const std::string text = lines(3000);
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{100}, std::size_t{16384}, text.size()}) {
    for (const std::size_t room : {std::size_t{1}, std::size_t{13}, std::size_t{16384}}) {
      const std::string zipped = compress(zip, text, piece, room);
      CAPTURE(piece);
      CAPTURE(room);
      CHECK(zipped.size() < text.size() / 5);
      CHECK(decompress(zipped) == text);
    }
  }
}

TEST_CASE("the same text is the same bytes, in a second object and after another page") {
  static zm::gzip first;
  static zm::gzip second;
  const std::string text = lines(500);
  const std::string zipped = compress(first, text, 16384, 16384);
  CHECK(compress(second, text, 16384, 16384) == zipped);
  CHECK(decompress(compress(first, lines(3), 16384, 16384)) == lines(3));
  CHECK(compress(first, text, 16384, 16384) == zipped);
  // RFC 1952, 2.3: no time, no name.
  CHECK(zipped.substr(0, 4) == std::string_view{"\x1f\x8b\x08\x00", 4});
  CHECK(zipped.substr(4, 4) == std::string_view{"\0\0\0\0", 4});
}

TEST_CASE("a page that was broken off leaves nothing in the next") {
  static zm::gzip zip;
  std::array<char, 64> buffer{};
  zip.reset();
  const std::string lost = lines(2000);
  std::string_view rest = lost;
  CHECK(zip.push(rest, buffer) == buffer.size());
  CHECK(!rest.empty());
  CHECK(decompress(compress(zip, "next\n", 100, 100)) == "next\n");
}

TEST_CASE("an empty page, and one that cannot be compressed") {
  static zm::gzip zip;
  const std::string empty = compress(zip, "", 1, 100);
  CHECK(empty.size() == 20);
  CHECK(decompress(empty).empty());
  std::string noise;
  for (std::uint64_t state = 1; noise.size() < 100000;) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    noise += static_cast<char>(state >> 56);
  }
  const std::string zipped = compress(zip, noise, 16384, 16384);
  CHECK(zipped.size() < noise.size() + 1000);
  CHECK(decompress(zipped) == noise);
}

TEST_CASE("before a page, behind it and without room nothing is written") {
  static zm::gzip zip;
  std::array<char, 100> buffer{};
  std::string_view text = "early";
  CHECK(zip.done());
  CHECK(zip.push(text, buffer) == 0);
  CHECK(text.empty());
  zip.reset();
  CHECK(!zip.done());
  CHECK(zip.finish(std::span<char>{}) == 0);
  CHECK(!zip.done());
  CHECK(zip.finish(buffer) == 20);
  CHECK(zip.done());
  CHECK(zip.finish(buffer) == 0);
}

TEST_CASE("zlib keeps within the arena, and touches no more of it than it takes") {
  static std::array<unsigned char, sizeof(zm::gzip) + alignof(zm::gzip)> place;
  place.fill(0xa5);
  auto at = reinterpret_cast<std::uintptr_t>(place.data());
  at += (alignof(zm::gzip) - at % alignof(zm::gzip)) % alignof(zm::gzip);
  auto& zip = *::new (reinterpret_cast<void*>(at)) zm::gzip;
  REQUIRE(zip.ready());
  CHECK(zip.taken() <= zm::gzip::arena_bytes);
  if (std::strncmp(::zlibVersion(), "1.2.1", 5) == 0 &&
      std::strstr(::zlibVersion(), "ng") == nullptr) {
    CHECK(zip.taken() < 40'000);
  }
  CHECK(decompress(compress(zip, lines(3000), 16384, 16384)) == lines(3000));
  std::size_t untouched = 0;
  for (std::size_t i = place.size() - alignof(zm::gzip); i-- > 0 && place[i] == 0xa5;) {
    ++untouched;
  }
  CHECK(untouched + 2 * alignof(zm::gzip) >= zm::gzip::arena_bytes - zip.taken());
}
