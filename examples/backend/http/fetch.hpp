// SPDX-License-Identifier: MIT
/// Asks another server, over HTTP, and records http.client.request.duration.
///
/// One request at a time of each thread, whose connections are kept for its next ones. Nothing is
/// followed, and no proxy is asked, whatever the environment says.
#pragma once

#include "metrics/attributes.hpp"

#include <zerometer/semconv/http_labels.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace backend {

/// What a server answered, whichever status it gave.
struct fetched {
  int status;
  std::string body;
};

/// The body is JSON, or empty. Throws trouble where there is no answer: of the kind timeout after
/// `patience`, else network.
[[nodiscard]] fetched fetch(zm::http_method how, std::string_view url, std::string_view body,
                            std::chrono::milliseconds patience);

/// What an answer means to whoever wanted something done; none for 2xx.
[[nodiscard]] failure failure_of(int code) noexcept;

}  // namespace backend
