// SPDX-License-Identifier: MIT
/// OTLP requests for other people's parsers, and what they must say.
///
/// Usage: otlp_requests --list
///        otlp_requests NAME json|protobuf [LIMIT]
///        otlp_requests NAME truth
/// Requests come each behind its size in a line. The truth is a line of JSON for each point, read
/// from the snapshot and not through a renderer; texts are in hexadecimal, doubles in C's.
#include "otlp_sets.hpp"
#include "otlp_truth.hpp"

#include <zerometer/otlp.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace zm = zerometer;
using zm::otlp::encoding;

namespace {

constexpr std::uint64_t start = 1'700'000'000'000'000'000;
constexpr std::uint64_t before = 1'700'000'030'000'000'001;
constexpr std::uint64_t now = 1'700'000'060'123'456'789;

void print(zm::otlp::request request) {
  std::printf("%zu\n", request.body.size());
  std::fwrite(request.body.data(), 1, request.body.size(), stdout);
}

template <class Exposition, encoding Encoding, class Resource>
void print_requests(const zm::otlp::collection<Exposition>& from, const Resource& who,
                    std::size_t limit) {
  std::size_t size = zm::otlp::max_bytes<Exposition, Encoding, Resource>;
  if (limit != 0) {
    size = zm::otlp::min_bytes<Exposition, Encoding, Resource> + limit - 1;
  }
  // On the heap and of just that size, for the address sanitizer.
  std::vector<char> buffer(size);
  zm::otlp::requests<Exposition, Encoding> requests{from, who};
  while (const zm::otlp::request request = requests.next(buffer)) {
    print(request);
  }
}

template <class Exposition, class Resource>
void show(bool delta, void (*record)(), void (*record_more)(), const Resource& who,
          std::string_view how, std::size_t limit) {
  static zm::snapshot<Exposition> values;
  static zm::snapshot<Exposition> older;
  record();
  older.take();
  if (delta) {
    record_more();
  }
  values.take();
  const zm::otlp::collection<Exposition> from{values, start, now, delta ? &older : nullptr, before};
  if (how == "json") {
    print_requests<Exposition, encoding::json>(from, who, limit);
  } else if (how == "protobuf") {
    print_requests<Exposition, encoding::protobuf>(from, who, limit);
  } else {
    print_truth(from);
  }
}

struct set {
  std::string_view name;
  void (*show)(bool delta, std::string_view how, std::size_t limit);
};
constexpr std::array sets{
    set{"values",
        [](bool delta, std::string_view how, std::size_t limit) {
          show<values::app>(delta, values::record, values::record_more, values::who(), how, limit);
        }},
    set{"sizes",
        [](bool delta, std::string_view how, std::size_t limit) {
          show<sizes::app>(delta, sizes::record, sizes::record_more, sizes::who(), how, limit);
        }},
    set{"texts",
        [](bool delta, std::string_view how, std::size_t limit) {
          show<texts::app>(delta, texts::record, texts::record_more, texts::who(), how, limit);
        }},
    set{"nothing",
        [](bool delta, std::string_view how, std::size_t limit) {
          show<nothing::app>(delta, nothing::record, nothing::record_more, nothing::who(), how,
                             limit);
        }},
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  for (const set& each : sets) {
    for (const bool delta : {false, true}) {
      const std::string name = std::string{each.name} + (delta ? "_delta" : "");
      if (wanted == "--list") {
        std::printf("%s\n", name.c_str());
      } else if (wanted == name && argc > 2) {
        each.show(delta, argv[2], argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 0);
        return 0;
      }
    }
  }
  return wanted == "--list" ? 0 : 2;
}
