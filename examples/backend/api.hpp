// SPDX-License-Identifier: MIT
/// What the endpoints do: a request in, an answer out. Knows no sockets and no metrics.
#pragma once

#include "accounts.hpp"
#include "actors.hpp"
#include "directory.hpp"
#include "routes.hpp"
#include "secrets.hpp"
#include "sessions.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace backend {

struct request {
  method how;
  std::string_view path;
  std::string_view token;    // of `Authorization: Bearer`; empty when there is none
  std::string_view project;  // the id in `?workspaceId=`; empty when there is none
  std::string_view body;
  bool body_too_large;  // then `body` is only its beginning
};

/// What is answered, and what became known of the request: a project that it only named is none.
struct answer {
  route where;
  status code;
  std::string body;   // JSON, or empty
  const actor* who;   // whose session it is, or began; a null pointer for no session
  const project* in;  // the actor's organization has it; a null pointer for no such project
};

class api {
public:
  /// `known` is the text of a directory; see directory.hpp.
  api(std::size_t max_secrets, std::string_view known) : secrets_(max_secrets) {
    directory_.read(known, people_, machines_);
  }

  /// Any thread. Never throws: what goes wrong in here is a 500.
  [[nodiscard]] answer handle(const request& asked) noexcept;

private:
  struct reply {
    status code;
    std::string body;
  };

  /// Writes into `done` what becomes known of the request.
  [[nodiscard]] reply dispatch(const endpoint& to, std::string_view name, const request& asked,
                               answer& done);
  [[nodiscard]] reply log_in(accounts& among, std::string_view name_field,
                             std::string_view secret_field, const request& asked, answer& done);
  [[nodiscard]] reply read_secret(std::string_view name, const project& of) const;
  [[nodiscard]] reply write_secret(std::string_view name, const project& of, const request& asked);
  [[nodiscard]] reply delete_secret(std::string_view name, const project& of);
  [[nodiscard]] reply report_status();

  directory directory_;
  accounts people_;
  accounts machines_;
  sessions sessions_;
  secrets secrets_;
};

}  // namespace backend
