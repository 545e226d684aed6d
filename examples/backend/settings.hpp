// SPDX-License-Identifier: MIT
/// What can be set from outside: the environment first, then the command line.
#pragma once

#include <string>

namespace backend {

struct settings {
  std::string host = "127.0.0.1";
  std::string port = "8080";
  std::string metrics_host = "127.0.0.1";
  std::string metrics_port = "9464";
  std::string threads = "4";
  std::string max_secrets = "10000";
  std::string environment = "development";
  std::string directory{};  // a file; empty: a small one with the user below
  std::string user = "admin@example.org";
  std::string password{};  // empty: one is made up, and said
  std::string drop_meters = "false";
};

/// Throws std::runtime_error at an argument that it does not know.
[[nodiscard]] settings read_settings(int count, const char* const* arguments);

/// Whether the meters of high cardinality are to be dropped. Throws std::runtime_error where the
/// setting is neither true nor false.
[[nodiscard]] bool drops_meters(const settings& set);

/// Every setting with its variable, its argument and its default.
[[nodiscard]] std::string usage();

}  // namespace backend
