// SPDX-License-Identifier: MIT
/// Any bytes as keys and values of a resource and as text labels, through both encodings and back
/// by protobuf's own parsers: they come out as they went in, less what is no UTF-8, and the same
/// from both.
///
/// An input is pairs of texts, each behind its size in one byte; the first byte is how much the
/// buffer is larger than the least. The first pair is a series, too: as many as the table has room
/// for, then they are its overflow.
#include "kept_text.hpp"
#include "otlp.pb.h"
#include "planted.hpp"

#include <zerometer/otlp.hpp>
#include <zerometer/zerometer.hpp>

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zm = zerometer;
using zm::otlp::encoding;
using request = otlp::ExportMetricsServiceRequest;

namespace {

struct meter : zm::meter<meter, "fuzz", zm::memory_limit<(64U << 20)>> {
  struct seen : counter<"seen", "", "Series.", zm::label<"first", zm::text<256>>,
                        zm::label<"second", zm::text<256>>, zm::cardinality_limit<20000>> {};
  struct level : gauge<"level", "", "A gauge."> {};
  using metrics = zm::list<seen, level>;
};
using app = zm::exposition<meter, zm::without_self_metrics>;
using resource = zm::resource<700>;

void expect(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
  }
}

template <encoding Encoding>
std::vector<std::string> bodies(const zm::otlp::collection<app>& from, const resource& who,
                                std::size_t more) {
  std::vector<std::string> all;
  zm::otlp::requests<app, Encoding> requests{from, who};
  // Of just this size, so that a sanitizer sees a byte too far.
  std::vector<char> buffer(zm::otlp::min_bytes<app, Encoding, resource> + more);
  while (const zm::otlp::request one = requests.next(buffer)) {
    all.emplace_back(one.body);
  }
  expect(requests.done(), "all is written");
  return all;
}

template <class Attributes>
void check_labels(const Attributes& attributes, const std::array<std::string, 2>& texts,
                  bool is_known) {
  if (!is_known) {
    expect(attributes.size() == 1 && attributes[0].key() == "otel.metric.overflow" &&
               attributes[0].value().bool_value(),
           "the overflow series");
    return;
  }
  int next = 0;
  for (const std::size_t i : {0U, 1U}) {
    const std::string wanted = fuzz::kept_text(texts[i], 256);
    if (wanted.empty()) {
      continue;
    }
    expect(next < attributes.size(), "a label for each text");
    expect(attributes[next].key() == (i == 0 ? "first" : "second"), "the label's key");
    expect(attributes[next].value().string_value() == wanted, "the label's text");
    ++next;
  }
  expect(next == attributes.size(), "no label for no text");
}

request parsed_json(const std::string& body) {
  request result;
  const auto status = google::protobuf::util::JsonStringToMessage(body, &result);
  expect(status.ok(), "protobuf takes the JSON");
  return result;
}
request parsed_binary(const std::string& body) {
  request result;
  expect(result.ParseFromString(body), "protobuf takes the binary");
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto take = [&] {
    const std::size_t length = input.empty() ? 0 : static_cast<unsigned char>(input.front());
    input.remove_prefix(input.empty() ? 0 : 1);
    const std::string text{input.substr(0, length)};
    input.remove_prefix(text.size());
    return text;
  };
  const std::size_t more = input.empty() ? 0 : static_cast<unsigned char>(input.front()) * 8U;
  input.remove_prefix(input.empty() ? 0 : 1);
  resource who;
  std::vector<std::pair<std::string, std::string>> wanted;
  std::array<std::string, 2> first;
  while (!input.empty()) {
    const std::string key = take();
    const std::string value = take();
    first = wanted.empty() ? std::array{key, value} : first;
    if (who.add(key, std::string_view{value}) == zm::resource_error::none) {
      wanted.emplace_back(fuzz::kept_text(key), fuzz::kept_text(value));
    }
  }
  static zm::snapshot<app> before;
  static zm::snapshot<app> now;
  before.take();
  meter::seen::inc(first[0], first[1]);
  now.take();
  const bool is_known = now.value<meter::seen>(first[0], first[1]) != 0;
  const zm::otlp::collection<app> from{now, 1, 3, &before, 2};
  const std::vector<std::string> json = bodies<encoding::json>(from, who, more);
  const std::vector<std::string> binary = bodies<encoding::protobuf>(from, who, more);
  int points = 0;
  const auto check = [&](const request& message) {
    expect(message.resource_metrics_size() == 1, "there is one resource");
    const auto& attributes = message.resource_metrics(0).resource().attributes();
    expect(static_cast<std::size_t>(attributes.size()) == wanted.size(), "all attributes");
    for (int i = 0; i < attributes.size(); ++i) {
      const auto& [key, value] = wanted[static_cast<std::size_t>(i)];
      expect(attributes[i].key() == key, "the key");
      expect(attributes[i].value().string_value() == value, "the value");
    }
    for (const auto& scope : message.resource_metrics(0).scope_metrics()) {
      for (const auto& metric : scope.metrics()) {
        points += metric.sum().data_points_size() + metric.gauge().data_points_size();
        for (const auto& point : metric.sum().data_points()) {
          expect(point.as_int() == 1, "one more");
          check_labels(point.attributes(), first, is_known);
        }
      }
    }
  };
  for (const std::string& body : json) {
    check(parsed_json(body));
  }
  for (const std::string& body : binary) {
    check(parsed_binary(body));
  }
  expect(points == 4, "each point once in each encoding");
  if (json.size() == 1 && binary.size() == 1) {
    expect(google::protobuf::util::MessageDifferencer::Equals(parsed_json(json[0]),
                                                              parsed_binary(binary[0])),
           "both encodings are one message");
  }
  expect(!planted_fault || wanted.empty() ||
             wanted[0].second.find("\xEF\xBF\xBD") == std::string::npos,
         "planted");
  return 0;
}
