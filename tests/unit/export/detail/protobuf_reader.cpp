// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/protobuf_reader.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace detail = zerometer::detail;
using namespace std::string_literals;

namespace {

std::string read(const std::string& bytes) {
  std::string all;
  // Its exact size on the heap: a sanitizer sees a byte too far.
  const std::string copy{bytes};
  const bool valid = detail::read_protobuf(copy, [&](const detail::protobuf_field& one) noexcept {
    CHECK((one.is_varint ? one.bytes.empty() : one.integer == 0));
    all += std::to_string(one.number) + '=' + std::to_string(one.integer) + '"' +
           std::string{one.bytes} + "\" ";
  });
  return valid ? all : "invalid";
}

}  // namespace

TEST_CASE("fields are shown, and numbers of a fixed size are passed over") {
  CHECK(read("").empty());
  CHECK(read("\x08\x03"s) == "1=3\"\" ");
  CHECK(read("\x08\x96\x01\x12\x03"
             "bad"s) == "1=150\"\" 2=0\"bad\" ");
  CHECK(read("\x09"
             "12345678"
             "\x0d"
             "1234"
             "\x10\x00"s) == "2=0\"\" ");
  CHECK(read("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s) ==
        "1=" + std::to_string(UINT64_MAX) + "\"\" ");
  CHECK(read("\xfa\xff\xff\xff\x0f\x00"s) == "536870911=0\"\" ");
}

TEST_CASE("what ends too early, or is no field, is invalid") {
  for (const std::string& bytes :
       {"\x08"s, "\x08\x80"s, "\x12"s,
        "\x12\x04"
        "bad"s,
        "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
        "\x09"
        "1234567"s,
        "\x0d"
        "123"s,
        "\x0b"s, "\x0c"s, "\x0e\x00"s, "\x0f\x00"s, "\x00\x00"s, "\x02\x00"s, "\x80"s,
        "\x88\x80\x80\x80\x10\x00"s, "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"s}) {
    CHECK(read(bytes) == "invalid");
  }
}
