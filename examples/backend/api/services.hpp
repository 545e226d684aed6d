// SPDX-License-Identifier: MIT
/// All that the handlers work with, made once and in this order: what stands below uses what stands
/// above it.
#pragma once

#include "identity/accounts.hpp"
#include "identity/directory.hpp"
#include "identity/sessions.hpp"
#include "secrets/secrets.hpp"

#include <cstddef>
#include <string_view>

namespace backend {

struct services {
  /// `known` is the text of a directory; see identity/directory.hpp.
  services(std::size_t max_secrets, std::string_view known) : values(max_secrets) {
    known_actors.read(known, people, machines);
  }

  directory known_actors;
  accounts people;
  accounts machines;
  sessions open_sessions;
  secrets values;
};

}  // namespace backend
