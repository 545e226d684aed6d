// SPDX-License-Identifier: MIT
/// Any bytes as values of a resource and as text labels, through both text formats, whole and in
/// pieces, and back by a reader of the format: every series is there once, with the texts that are
/// kept and all that was counted, and what finds the table full is in the overflow series.
///
/// An input is recordings, each behind what kind it is, and its texts, each behind its size in one
/// byte. Its bytes are also the sizes of the pieces, times what the first one says.
#include "../kept_page.hpp"
#include "kept_text.hpp"
#include "read_page.hpp"

#include <zerometer/openmetrics.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zm = zerometer;
using fuzz::expect;
using fuzz::labels;
using zm::text_format;

namespace {

enum class way : unsigned char { none, in, out };
constexpr auto label_values(way) { return zm::values(zm::absent, "in", "\"o\\u\nt\""); }

struct meter : zm::meter<meter, "fuzz"> {
  struct seen : counter<"seen", "", "Series.", zm::label<"first", zm::text<5>>,
                        zm::label<"way", way>, zm::label<"second", zm::text<16>>,
                        zm::label<"third", zm::text<33>>, zm::cardinality_limit<5>> {};
  struct took : histogram<"took", "s", "A \"time\".", zm::bounds{1, 2}, zm::label<"hit", bool>,
                          zm::label<"who", zm::text<8>>, zm::label<"where", zm::text<64>>,
                          zm::cardinality_limit<3>, zm::per_thread> {};
  using metrics = zm::list<seen, took>;
};
using app = zm::exposition<meter, zm::without_self_metrics>;
using resource = zm::resource<300>;

/// Nothing that a program may call empties a table. Here each input begins with empty ones, so that
/// it is the same alone as behind others: an explicit instantiation may name what is private.
template <class Metric, auto* Table>
struct opened {
  friend void empty_table(Metric) { std::construct_at(Table); }
};
void empty_table(meter::seen);
void empty_table(meter::took);
template struct opened<meter::seen, &meter::seen::labels::table_>;
template struct opened<meter::took, &meter::took::labels::table_>;

/// The series of one metric: its count or its buckets, and its sum behind them.
struct table {
  std::size_t limit;
  std::map<labels, std::array<double, 4>> series{};
  std::array<double, 4> overflow{};
  std::size_t calls = 0;

  std::array<double, 4>& at(const labels& wanted) {
    ++calls;
    const bool has_room = series.size() < limit || series.count(wanted) != 0;
    return has_room ? series[wanted] : overflow;
  }
  /// All of them, the overflow series where something is in it.
  template <class Visitor>
  void visit(Visitor visitor) const {
    for (const auto& [each, cells] : series) {
      visitor(each, cells);
    }
    if (overflow[0] + overflow[1] + overflow[2] != 0) {
      visitor(labels{{"otel_metric_overflow", "true"}}, overflow);
    }
  }
};

struct model {
  table seen{5};
  table took{3};
  /// By key, in the order of keys. Two of them have the same name as labels.
  std::map<std::string, std::string> attributes{};

  [[nodiscard]] fuzz::samples page(text_format format) const {
    fuzz::samples all;
    labels target;
    for (const auto& [key, value] : attributes) {
      std::string& joined = target[key == "host.id" ? "host_id" : "service_name"];
      joined += (joined.empty() ? "" : ";") + value;
    }
    if (!target.empty()) {
      all[{"target_info", target}] = 1;
    }
    seen.visit([&](labels each, const std::array<double, 4>& cells) {
      each["otel_scope_name"] = "fuzz";
      all[{"seen_total", each}] = cells[0];
    });
    took.visit([&](labels each, const std::array<double, 4>& cells) {
      each["otel_scope_name"] = "fuzz";
      all[{"took_seconds_sum", each}] = cells[3];
      all[{"took_seconds_count", each}] = cells[0] + cells[1] + cells[2];
      const bool open = format == text_format::openmetrics;
      const char* const bounds[] = {open ? "1.0" : "1", open ? "2.0" : "2", "+Inf"};
      double cumulative = 0;
      for (std::size_t i = 0; i < std::size(bounds); ++i) {
        cumulative += cells[i];
        each["le"] = bounds[i];
        all[{"took_seconds_bucket", each}] = cumulative;
      }
    });
    return all;
  }
};

/// The sum of all samples of a name.
std::size_t total(const fuzz::samples& page, std::string_view name) {
  double sum = 0;
  for (const auto& [sample, value] : page) {
    sum += sample.first == name ? value : 0;
  }
  return static_cast<std::size_t>(sum);
}

template <class Stream>
std::string pieces(const zm::snapshot<app>& now, const resource& who, std::string_view sizes) {
  Stream stream{now, who};
  std::string page;
  const std::size_t scale = static_cast<unsigned char>(sizes.front()) % 8U;
  for (std::size_t i = 0; !stream.done(); ++i) {
    // Of just this size, so that a sanitizer sees a byte too far.
    std::vector<char> piece(1 + scale * static_cast<unsigned char>(sizes[i % sizes.size()]));
    const std::size_t size = stream.read(piece);
    expect(size == piece.size() || stream.done(), "a piece is full, but for the last");
    page.append(piece.data(), size);
  }
  return page;
}

void check(std::string_view page, const model& wanted, text_format format) {
  const fuzz::page_reader reader{page, format};
  const fuzz::samples& found = reader.found();
  expect(found == wanted.page(format), "the page has what was recorded, each series once");
  expect(total(found, "seen_total") == wanted.seen.calls, "every call of the counter");
  expect(total(found, "took_seconds_count") == wanted.took.calls, "every call of the histogram");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view sizes{reinterpret_cast<const char*>(data), size};
  std::string_view input = sizes;
  const auto number = [&] {
    const std::size_t value = input.empty() ? 0 : static_cast<unsigned char>(input.front());
    input.remove_prefix(input.empty() ? 0 : 1);
    return value;
  };
  // A copy of its exact size.
  const auto text = [&] {
    const std::string_view from = input.substr(0, number());
    input = input.substr(from.size() < input.size() ? from.size() : input.size());
    return std::vector<char>{from.begin(), from.end()};
  };
  const auto view = [](const std::vector<char>& from) {
    return std::string_view{from.data(), from.size()};
  };

  empty_table(meter::seen{});
  empty_table(meter::took{});
  zm::after_fork<app>();  // all cells at 0
  model wanted;
  resource who;
  number();
  while (!input.empty()) {
    const std::size_t kind = number();
    labels kept;
    const auto keep = [&](const char* key, const std::vector<char>& from, std::size_t limit) {
      if (const std::string value = fuzz::kept_text(view(from), limit); !value.empty()) {
        kept[key] = value;
      }
    };
    if (kind % 4 == 0) {
      const char* const key = std::array{"service.name", "service_name", "host.id"}[kind / 4 % 3];
      const std::vector<char> value = text();
      const bool added = who.add(key, view(value)) == zm::resource_error::none;
      if (added && !value.empty()) {
        wanted.attributes[key] = fuzz::kept_text(view(value));
      }
    } else if (kind % 4 == 1) {
      const std::vector<char> name = text();
      const std::vector<char> where = text();
      const bool hit = kind / 4 % 2 == 1;
      const double value = static_cast<double>(kind / 8) / 8;  // 0 to 3.875
      meter::took::observe(value, hit, view(name), view(where));
      kept["hit"] = hit ? "true" : "false";
      keep("who", name, 8);
      keep("where", where, 64);
      std::array<double, 4>& cells = wanted.took.at(kept);
      ++cells[value <= 1 ? 0 : (value <= 2 ? 1 : 2)];
      cells[3] += value;
    } else {
      const std::vector<char> first = text();
      const std::vector<char> second = text();
      const std::vector<char> third = text();
      const std::size_t direction = kind / 4 % 3;
      meter::seen::inc(view(first), way{static_cast<unsigned char>(direction)}, view(second),
                       view(third));
      keep("first", first, 5);
      keep("second", second, 16);
      keep("third", third, 33);
      if (direction != 0) {
        kept["way"] = direction == 1 ? "in" : "\"o\\u\nt\"";
      }
      ++wanted.seen.at(kept)[0];
    }
  }

  static zm::snapshot<app> now;
  now.take();
  static std::array<char, zm::prometheus::max_bytes<app, resource>> plain;
  const std::string_view page = zm::prometheus::render<app>(plain, who);
  check(page, wanted, text_format::prometheus);
  expect(pieces<zm::prometheus::stream<app>>(now, who, sizes) == page, "the pieces are the page");
  static std::array<char, zm::openmetrics::max_bytes<app, resource>> open;
  const std::string_view other = keep_page(zm::openmetrics::render<app>(open, who));
  check(other, wanted, text_format::openmetrics);
  expect(pieces<zm::openmetrics::stream<app>>(now, who, sizes) == other, "the pieces are the page");
  return 0;
}
