// SPDX-License-Identifier: MIT
// expect 1: observe takes the value first and then the metric's labels
// expect 2: observe takes the value first and then the metric's labels
// expect 3: observe takes the value first and then the metric's labels
// expect 4: a metric has one zm::cardinality_limit
#include <zerometer/semconv/http.hpp>
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

enum class route { none, cats };
constexpr auto label_values(route) { return zm::values(zm::absent, "/cats"); }

struct http : zm::meter<http, "http"> {
#if REJECT == 4
  struct served : zm::http_server_request_duration<http, route, zm::cardinality_limit<5>,
                                                   zm::cardinality_limit<6>> {};
#else
  struct served : zm::http_server_request_duration<http, route> {};
#endif
  using metrics = zm::list<served>;
};

void serve() {
  constexpr auto get = zm::http_method::get;
  constexpr auto scheme = zm::url_scheme::http;
#if REJECT == 1
  http::served::observe(0.5, get, scheme, "/cats", zm::http_status{200});
#elif REJECT == 2
  http::served::observe(0.5, get, scheme, route::cats, 200);
#elif REJECT == 3
  http::served::observe(0.5, get, route::cats, scheme, zm::http_status{200});
#else
  http::served::observe(0.5, get, scheme, route::cats, zm::http_status{200});
#endif
}
