// SPDX-License-Identifier: MIT
#include "http/http_server.hpp"

#include "http/client_address.hpp"
#include "metrics/request_metrics.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace backend {

namespace {

constexpr std::size_t max_body = std::size_t{16} * 1024;
constexpr std::size_t max_drained = std::size_t{1024} * 1024;

/// One request, from its first line to the end of its answer.
struct exchange {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::string body;
  std::size_t received = 0;
  bool headers_seen = false;
};

method method_of(std::string_view name) noexcept {
  constexpr std::array known{
      std::pair{std::string_view{MHD_HTTP_METHOD_GET}, method::get},
      std::pair{std::string_view{MHD_HTTP_METHOD_POST}, method::post},
      std::pair{std::string_view{MHD_HTTP_METHOD_PUT}, method::put},
      std::pair{std::string_view{MHD_HTTP_METHOD_DELETE}, method::del},
      std::pair{std::string_view{MHD_HTTP_METHOD_PATCH}, method::patch},
      std::pair{std::string_view{MHD_HTTP_METHOD_HEAD}, method::head},
      std::pair{std::string_view{MHD_HTTP_METHOD_OPTIONS}, method::options},
  };
  for (const auto& [text, value] : known) {
    if (text == name) {
      return value;
    }
  }
  return method::other;
}

/// Empty when the request has none.
std::string_view value_of(MHD_Connection* connection, MHD_ValueKind kind,
                          const char* key) noexcept {
  const char* value = MHD_lookup_connection_value(connection, kind, key);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::string_view bearer_token(MHD_Connection* connection) noexcept {
  constexpr std::string_view scheme = "Bearer ";
  const auto value = value_of(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
  return value.starts_with(scheme) ? value.substr(scheme.size()) : std::string_view{};
}

std::string_view address_of(MHD_Connection* connection, address_buffer& room) noexcept {
  const MHD_ConnectionInfo* info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info == nullptr ? std::string_view{} : client_address(info->client_addr, room);
}

std::string allowed_methods(route where) {
  std::string text;
  for (const endpoint& e : endpoints) {
    if (e.where == where) {
      text += text.empty() ? "" : ", ";
      text += e.how == method::get     ? MHD_HTTP_METHOD_GET
              : e.how == method::head  ? MHD_HTTP_METHOD_HEAD
              : e.how == method::post  ? MHD_HTTP_METHOD_POST
              : e.how == method::put   ? MHD_HTTP_METHOD_PUT
              : e.how == method::patch ? MHD_HTTP_METHOD_PATCH
                                       : MHD_HTTP_METHOD_DELETE;
    }
  }
  return text;
}

/// The request line is here: the clock starts.
void* begin(void*, const char*, MHD_Connection*) { return new (std::nothrow) exchange; }

void end(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
  delete static_cast<exchange*>(*state);
  *state = nullptr;
}

/// Keeps what fits and drops the rest, so that the client gets to read its 413. False: enough.
bool receive(exchange& one, std::string_view part) {
  one.received += part.size();
  one.body += part.substr(0, max_body - one.body.size());
  return one.received <= max_drained;
}

/// Called once with the headers, once for each part of the body, once more with nothing left.
MHD_Result handle(void* context, MHD_Connection* connection, const char* path,
                  const char* method_name, const char*, const char* part, std::size_t* part_size,
                  void** state) {
  auto* const one = static_cast<exchange*>(*state);
  if (one == nullptr) {
    return MHD_NO;
  }
  if (!one->headers_seen) {
    one->headers_seen = true;
    return MHD_YES;
  }
  try {
    if (*part_size != 0) {
      const bool more = receive(*one, {part, *part_size});
      *part_size = 0;
      return more ? MHD_YES : MHD_NO;
    }
    const method how = method_of(method_name);
    address_buffer room;
    const request asked{.how = how,
                        .path = path,
                        .token = bearer_token(connection),
                        .project = value_of(connection, MHD_GET_ARGUMENT_KIND, "workspaceId"),
                        .environment = value_of(connection, MHD_GET_ARGUMENT_KIND, "environment"),
                        .secret_path = value_of(connection, MHD_GET_ARGUMENT_KIND, "secretPath"),
                        .if_none_match = value_of(connection, MHD_HEADER_KIND, "If-None-Match"),
                        .user_agent = value_of(connection, MHD_HEADER_KIND, "User-Agent"),
                        .address = address_of(connection, room),
                        .body = one->body,
                        .body_too_large = one->received > max_body};
    const answer done = static_cast<api*>(context)->handle(asked);
    const std::string allow =
        done.said.code.value() == 405 ? allowed_methods(match_path(path).where) : std::string{};
    // Before the answer leaves: who has it in hand finds it counted by the next scrape.
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - one->start;
    record_request(how, zm::http_method_of(method_name), done.where, done.said.code, taken.count(),
                   {done.who, done.by, done.in, asked.user_agent, asked.address});
    return respond(connection, static_cast<unsigned>(done.said.code.value()), done.said.body,
                   {{"Allow", allow},
                    {"Retry-After", done.said.code.value() == 503 ? "1" : ""},  // seconds
                    {"ETag", done.said.etag},
                    {"X-Cache", done.said.cache},
                    {"X-Permission-Cache", done.said.permission}});
  } catch (const std::bad_alloc&) {
    return MHD_NO;  // closes the connection
  }
}

}  // namespace

http_server::http_server(int listening_socket, unsigned threads, api& served)
    : daemon_(start_daemon(listening_socket, &handle, &served, MHD_OPTION_THREAD_POOL_SIZE, threads,
                           MHD_OPTION_URI_LOG_CALLBACK, &begin, nullptr,
                           MHD_OPTION_NOTIFY_COMPLETED, &end, nullptr)) {}

}  // namespace backend
