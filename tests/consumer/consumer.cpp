// SPDX-License-Identifier: MIT
// A program that uses all of zerometer and prints a page.
#include <zerometer/otlp_delta.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string_view>

namespace {

namespace zm = zerometer;

enum class colour { red, green };
constexpr auto label_values(colour) { return zm::values("red", "green"); }
enum class fault { none, crack, stain };
constexpr auto label_values(fault) { return zm::values(zm::absent, "crack", "stain"); }
using size = zm::integers<36, 38, 40>;
constexpr bool sold(fault found, bool returned) { return returned || found == fault::none; }

struct shop : zm::meter<shop, "shop", zm::version<"1.0">, zm::attribute<"town", "Ulm">> {
  struct sales : counter<"sales", "{sale}", "Sales.", zm::label<"colour", colour>> {};
  struct returns
      : counter<"returns", "", "Returns.", zm::label<"size", size>, zm::label<"fault", fault>,
                zm::label<"returned", bool>, zm::only_if<sold>> {};
  struct price : histogram<"price", "", "Price.", zm::bounds{1, 10, 100}> {};
  struct wait : histogram<"wait", "s", "Wait.", zm::bounds{0.5}, zm::label<"busy", bool>> {};
  struct stock : gauge<"stock", "{item}", "In stock.", zm::label<"colour", colour>> {};
  struct build : info<"shop.build", "Build.", zm::constant<"version", "1.0">> {};
  struct queue : observable_gauge<"queue", "{person}", "Waiting.", zm::label<"colour", colour>> {
    static void observe(zm::observer<queue>& out) noexcept { out.observe(2, colour::red); }
  };
  struct visits : observable_counter<"visits", "{person}", "Came in."> {};
  struct work : double_counter<"work", "s", "Work.", zm::label<"colour", colour>> {};
  struct inside : up_down_counter<"inside", "{person}", "Inside.", zm::label<"busy", bool>> {};
  struct steps : histogram<"steps", "s", "Steps.", zm::nanosecond_bounds(1000, 2000)> {};
  struct change : histogram<"change", "", "Change.", zm::bounds{-1, 1}, zm::signed_values> {};
  struct rare : counter<"rare", "", "Rare.", zm::label<"size", size>, zm::sparse> {};
  struct customers : counter<"customers", "", "Customers.", zm::label<"colour", colour>,
                             zm::label<"name", zm::text<16>>, zm::cardinality_limit<8>> {};
  struct suppliers
      : histogram<"suppliers", "s", "Suppliers.", zm::bounds{1, 2}, zm::label<"name", zm::text<16>>,
                  zm::cardinality_limit<8>, zm::per_thread> {};
  using metrics = zm::list<sales, returns, price, wait, stock, build, queue, visits, work, inside,
                           steps, change, rare, customers, suppliers>;
};
using app = zm::exposition<shop>;
using who = zm::resource<64>;

void record() {
  shop::sales::inc(colour::green);
  shop::returns::add(2, size{38}, fault::stain, true);
  shop::returns::series(size{40}, fault::none, false).add(3U);
  shop::price::observe(9.5);
  shop::price::series().observe(1e9);
  shop::wait::observe(0.25, true);
  shop::stock::set(41, colour::red);
  shop::stock::add(2.5, colour::red);
  shop::stock::sub(0.5, colour::red);
  shop::stock::series(colour::green).inc();
  shop::stock::dec(colour::green);
  shop::work::add(0.5, colour::red);
  shop::inside::inc(true);
  shop::inside::dec(true);
  shop::inside::add(2, false);
  shop::steps::observe(1500);
  shop::change::observe(-0.5);
  shop::rare::inc(size{36});
  shop::sales::inc_signal_safe(colour::red);
  shop::customers::inc(colour::red, "M\u00fcller");
  shop::customers::series(colour::red, std::string_view{"Maier"}).inc();
  shop::suppliers::observe(1.5, "Huber");
}

/// Whether the page in chunks is the page as a whole.
bool same_in_chunks(std::string_view text, const zm::snapshot<app>& values, const who& resource) {
  zm::prometheus::stream<app> page{values, resource};
  std::array<char, 100> chunk{};
  while (!page.done()) {
    const std::string_view piece{chunk.data(), page.read(std::span<char>{chunk})};
    if (!text.starts_with(piece)) {
      return false;
    }
    text.remove_prefix(piece.size());
  }
  return text.empty();
}

/// Whether small requests have as much in them as one that has all, and a first delta as well.
template <zm::otlp::encoding Encoding>
bool same_in_parts(const zm::snapshot<app>& values, const who& resource) {
  static std::array<char, zm::otlp::max_bytes<app, Encoding, who>> body;
  const zm::otlp::collection<app> all{values, 1, 2};
  const std::size_t whole =
      zm::otlp::render<Encoding>(std::span<char>{body}, all, resource).body.size();
  std::size_t parts = 0;
  zm::otlp::requests<app, Encoding> requests{all, resource};
  constexpr std::size_t least = zm::otlp::min_bytes<app, Encoding, who>;
  while (const auto request = requests.next(std::span<char>{body}.first(least))) {
    parts += request.body.size();
  }
  static zm::otlp::delta_requests<app, Encoding> deltas;
  deltas.collect(2, 1);
  const std::size_t delta = deltas.next(body, resource).body.size();
  deltas.accept();
  return whole != 0 && parts > whole && delta != 0 && delta < whole;
}

std::array<char, zm::prometheus::max_bytes<app, who>> buffer;
zm::snapshot<app> now;

}  // namespace

int main() {
  who resource;
  if (resource.add("service.name", "consumer") != zm::resource_error::none) {
    return 1;
  }
  record();
  std::uint64_t visits = 9;
  const zm::binding<shop::visits> bound{
      [](zm::observer<shop::visits>& out, const std::uint64_t& seen) noexcept {
        out.observe(seen);
      },
      visits};
  now.take();
  const std::uint64_t sales = now.value<shop::sales>(colour::green);
  const std::string_view text = zm::prometheus::render<app>(buffer, resource);
  if (sales != 1 || now.value<shop::visits>() != visits || now.value<shop::price>().count() != 2 ||
      !same_in_chunks(text, now, resource) ||
      !same_in_parts<zm::otlp::encoding::json>(now, resource) ||
      !same_in_parts<zm::otlp::encoding::protobuf>(now, resource)) {
    return 1;
  }
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
}
