// SPDX-License-Identifier: MIT
/// Any bytes as Accept and Accept-Encoding headers: there is an answer, it is one of ours, and what
/// stands around the header changes it as the rules say.
#include "planted.hpp"

#include <zerometer/negotiation.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace zm = zerometer;

namespace {

void expect(bool holds) {
  if (!holds) {
    std::abort();
  }
}

bool is_ours(const zm::negotiated& answer) {
  if (answer.format == zm::text_format::prometheus) {
    return answer.content_type == zm::negotiated{}.content_type;
  }
  for (const auto* types : {&zm::detail::openmetrics_1_0_0, &zm::detail::openmetrics_0_0_1}) {
    for (const std::string_view escaped : types->escaped) {
      if (answer.content_type == escaped) {
        return true;
      }
    }
    if (answer.content_type == types->plain) {
      return true;
    }
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of its exact size: a sanitizer sees a byte too far.
  const std::string header{reinterpret_cast<const char*>(data), size};
  const zm::negotiated answer = zm::negotiate(header);
  expect(is_ours(answer));

  // The first of what has the greatest weight, whatever follows.
  const zm::negotiated first =
      zm::negotiate("application/openmetrics-text;version=0.0.1," + header);
  expect(first.content_type == zm::detail::openmetrics_0_0_1.plain);
  // What names nothing of ours changes nothing.
  expect(zm::negotiate(",*/*;q=2,text/html," + header) == answer);
  if (header.find('"') == std::string::npos) {  // else the end may be quoted
    expect(zm::negotiate(header + ",*/*;q=2") == answer);
  }
  expect(!planted_fault || header.find("q=2") == std::string::npos);

  const zm::content_coding coding = zm::negotiate_coding(header);
  expect(zm::negotiate_coding("br;q=1,deflate," + header) == coding);
  expect(zm::negotiate_coding("gzip;q=1," + header) == zm::content_coding::gzip);
  return 0;
}
