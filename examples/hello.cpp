// SPDX-License-Identifier: MIT
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <array>
#include <cstdio>
namespace zm = zerometer;
enum class method { get, post };
constexpr auto label_values(method) { return zm::values("GET", "POST"); }
struct server : zm::meter<server, "my.server"> {
  struct requests : counter<"http.server.request.count", "{request}", "Requests served.",
                            zm::label<"http.request.method", method>> {};
  using metrics = zm::list<requests>;
};
using app = zm::exposition<server>;
int main() {
  server::requests::inc(method::get);  // adds one to a cell that only this thread writes
  static std::array<char, zm::prometheus::max_bytes<app>> page;  // always long enough
  const std::string_view text = zm::prometheus::render<app>(page);
  std::fwrite(text.data(), 1, text.size(), stdout);
}
