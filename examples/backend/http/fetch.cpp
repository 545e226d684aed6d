// SPDX-License-Identifier: MIT
#include "http/fetch.hpp"

#include "metrics/http.hpp"
#include "trouble.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <system_error>

namespace backend {

namespace {

// Longer answers are no answers: whatever is asked here says little.
constexpr std::size_t max_answer = std::size_t{1} << 20;

struct free_handle {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct free_list {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct free_url {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

// Parentheses keep a call from being the macro that checks types, which warns on its own.
template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
  if ((curl_easy_setopt)(handle, option, value) != CURLE_OK) {
    throw trouble(failure::internal, "libcurl does not take an option");
  }
}

CURL* handle_of_thread() {
  thread_local const std::unique_ptr<CURL, free_handle> kept{curl_easy_init()};
  if (kept == nullptr) {
    throw std::bad_alloc();
  }
  curl_easy_reset(kept.get());  // the options; connections stay
  return kept.get();
}

std::size_t take(char* data, std::size_t, std::size_t size, void* to) noexcept {
  std::string& text = *static_cast<std::string*>(to);
  if (text.size() + size > max_answer) {
    return 0;  // an error to libcurl
  }
  try {
    text.append(data, size);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  return size;
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) {
    return {};
  }
  std::string copy{text};
  curl_free(text);
  return copy;
}

/// The port that a URL has, or its scheme; absent where it has neither.
zm::any_integer port_of(CURLU* url) {
  const std::string text = part_of(url, CURLUPART_PORT);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} ? zm::any_integer{port} : zm::any_integer{};
}

zm::http_failure failure_in(CURLcode what) noexcept {
  switch (what) {
  case CURLE_OPERATION_TIMEDOUT:
    return zm::http_failure::timeout;
  case CURLE_COULDNT_RESOLVE_HOST:
    return zm::http_failure::name_resolution;
  case CURLE_COULDNT_CONNECT:
    return zm::http_failure::connection;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
    return zm::http_failure::secure_connection;
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
  case CURLE_RECV_ERROR:
    return zm::http_failure::response_ended;
  default:
    return zm::http_failure::other;
  }
}

}  // namespace

fetched fetch(zm::http_method how, std::string_view url, std::string_view body,
              std::chrono::milliseconds patience) {
  const std::string where{url};
  const std::unique_ptr<CURLU, free_url> parsed{curl_url()};
  if (parsed == nullptr || curl_url_set(parsed.get(), CURLUPART_URL, where.c_str(), 0)) {
    throw trouble(failure::network, fmt::format("no URL: {}", where));
  }
  const std::string host = part_of(parsed.get(), CURLUPART_HOST);
  const zm::any_integer port = port_of(parsed.get());

  CURL* const handle = handle_of_thread();
  const std::unique_ptr<curl_slist, free_list> headers{
      curl_slist_append(nullptr, "Content-Type: application/json")};
  const std::string verb{name_of(how)};
  fetched answer{};
  set(handle, CURLOPT_URL, where.c_str());
  set(handle, CURLOPT_CUSTOMREQUEST, verb.c_str());
  set(handle, CURLOPT_NOBODY, how == zm::http_method::head ? 1L : 0L);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
  set(handle, CURLOPT_WRITEFUNCTION, &take);
  set(handle, CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  if (!body.empty() || how == zm::http_method::post || how == zm::http_method::put) {
    set(handle, CURLOPT_HTTPHEADER, headers.get());
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(handle, CURLOPT_COPYPOSTFIELDS, body.empty() ? "" : body.data());
  }

  const auto begin = std::chrono::steady_clock::now();
  const CURLcode ended = curl_easy_perform(handle);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  if (ended != CURLE_OK) {
    http::client_duration::observe(taken.count(), how, host, port, failure_in(ended));
    throw trouble(ended == CURLE_OPERATION_TIMEDOUT ? failure::timeout : failure::network,
                  fmt::format("{}:{}: {}", host, port.view(), curl_easy_strerror(ended)));
  }
  long code = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
  answer.status = static_cast<int>(code);
  http::client_duration::observe(taken.count(), how, host, port, zm::http_status{answer.status});
  return answer;
}

failure failure_of(int code) noexcept {
  switch (code) {
  case 400:
  case 422:
    return failure::validation;
  case 401:
    return failure::auth;
  case 403:
    return failure::permission;
  case 404:
    return failure::not_found;
  case 429:
    return failure::rate_limit;
  case 408:
  case 504:
    return failure::timeout;
  default:
    return code / 100 == 2 ? failure::none : code / 100 == 5 ? failure::internal : failure::unknown;
  }
}

}  // namespace backend
