// SPDX-License-Identifier: MIT
/// What the pull endpoint asks of libmicrohttpd (GNU LGPL 2.1 or later, linked as a shared library)
/// on a connection: its headers, and a response.
#pragma once

#include <zerometer/detail/header_field.hpp>
#include <zerometer/export/detail/scrape_request.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <microhttpd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// What the server has told the daemon to keep with a connection.
[[nodiscard]] inline void* context_of(MHD_Connection* connection) noexcept {
  const MHD_ConnectionInfo* const info =
      ::MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == nullptr ? nullptr : info->socket_context;
}

/// The connection's socket; -1 for none.
[[nodiscard]] inline int socket_of(MHD_Connection* connection) noexcept {
  const MHD_ConnectionInfo* const info =
      ::MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == nullptr ? -1 : info->connect_fd;
}

/// That all calls are made by one thread: MHD_USE_NO_THREAD_SAFETY, by its number, which is part of
/// the library's binary interface since 1.0. Without it a connection that is added waits for the
/// next MHD_run(), and nobody is told of one that then fails; older libraries never wait.
inline constexpr unsigned one_thread = 1U << 19;

/// Every line of one header, joined by commas. A line that finds no room is as one not sent.
class header_lines {
public:
  header_lines(MHD_Connection* connection, std::string_view name) noexcept : name_{name} {
    ::MHD_get_connection_values(connection, MHD_HEADER_KIND, &append, this);
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] std::string_view joined() const noexcept { return {text_.data(), size_}; }

private:
  static MHD_Result append(void* self, MHD_ValueKind, const char* key, const char* value) noexcept {
    auto& lines = *static_cast<header_lines*>(self);
    if (key != nullptr && is_same_field(key, lines.name_)) {
      ++lines.count_;
      const std::string_view line = value == nullptr ? "" : value;
      if (line.size() < lines.text_.size() - lines.size_) {
        std::memcpy(lines.text_.data() + lines.size_, line.data(), line.size());
        lines.size_ += line.size();
        lines.text_[lines.size_++] = ',';
      }
    }
    return MHD_YES;
  }

  std::string_view name_;
  std::size_t count_ = 0;
  std::size_t size_ = 0;
  std::array<char, 2048> text_{};
};

/// Answers with a text that is always there, and perhaps one header more.
inline MHD_Result respond(MHD_Connection* connection, unsigned status, std::string_view text,
                          const char* header = nullptr, const char* value = nullptr) noexcept {
  // What is persistent is only read.
  MHD_Response* const response = ::MHD_create_response_from_buffer(
      text.size(), const_cast<char*>(text.data()), MHD_RESPMEM_PERSISTENT);
  if (response == nullptr) {
    return MHD_NO;
  }
  bool done = ::MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                        "text/plain; charset=utf-8") == MHD_YES;
  if (header != nullptr) {
    done = ::MHD_add_response_header(response, header, value) == MHD_YES && done;
  }
  const MHD_Result queued = done ? ::MHD_queue_response(connection, status, response) : MHD_NO;
  ::MHD_destroy_response(response);
  return queued;
}

/// Answers a request that is not for the page.
inline MHD_Result refuse(MHD_Connection* connection, scrape_answer answer) noexcept {
  if (answer == scrape_answer::bad_request) {
    return respond(connection, MHD_HTTP_BAD_REQUEST, "one Host, please\n");
  }
  if (answer == scrape_answer::not_found) {
    return respond(connection, MHD_HTTP_NOT_FOUND,
                   "no metrics here: GET /metrics, or the path that was set\n");
  }
  return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET or HEAD\n", MHD_HTTP_HEADER_ALLOW,
                 "GET, HEAD");
}

/// Answers with a page from malloc, which it owns from here on, also where it fails.
inline MHD_Result respond_page(MHD_Connection* connection, char* page, std::size_t size,
                               const char* content_type, bool zipped) noexcept {
  MHD_Response* const response =
      ::MHD_create_response_from_buffer(size, page, MHD_RESPMEM_MUST_FREE);
  if (response == nullptr) {
    std::free(page);
    return MHD_NO;
  }
  const auto add = [&](const char* header, const char* value) {
    return ::MHD_add_response_header(response, header, value) == MHD_YES;
  };
  const bool done = add(MHD_HTTP_HEADER_CONTENT_TYPE, content_type) &&
                    add(MHD_HTTP_HEADER_VARY, "Accept, Accept-Encoding") &&
                    (!zipped || add(MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip"));
  const MHD_Result queued = done ? ::MHD_queue_response(connection, MHD_HTTP_OK, response) : MHD_NO;
  ::MHD_destroy_response(response);
  return queued;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
