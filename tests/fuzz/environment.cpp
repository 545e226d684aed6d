// SPDX-License-Identifier: MIT
/// Any bytes in any variables: there is a configuration, exporters can be started from it, and
/// whatever is told is told on a line of its own, without the secrets that stand in it.
///
/// An input is texts between zeros. The first character of each says which variable, the rest is
/// its value. A second reading has a secret added to each place where one can be.
#include "planted.hpp"

#include <zerometer/environment.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace zm = zerometer;
using zm::detail::variables::all;

namespace {

void expect(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
  }
}

bool is_plain(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
      return false;
    }
  }
  return true;
}

void check_endpoint(std::string_view url) {
  expect(is_plain(url) && url.find(' ') == std::string_view::npos, "an endpoint is of ASCII");
  expect(url.starts_with("http://") || url.starts_with("https://"), "an endpoint's scheme");
  url.remove_prefix(url.find("//") + 2);
  const std::string_view authority = url.substr(0, url.find('/'));
  expect(authority.size() < url.size() && !authority.empty(), "an endpoint's host and path");
  expect(authority.find_first_of("@?#\\") == std::string_view::npos, "an endpoint has no user");
  expect(url.find('#') == std::string_view::npos, "an endpoint has no fragment");
}

void check(const zm::configuration& set) {
  check_endpoint(set.push_endpoint);
  expect(is_plain(set.pull_host) && !set.pull_host.empty(), "a host");
  expect(set.export_interval_ms > 0 && set.export_interval_ms <= 2147483647, "an interval");
  expect(set.push_timeout_ms <= 2147483647 && set.export_timeout_ms <= 2147483647, "a timeout");
  bool authorized = false;
  for (std::size_t i = 0; i < set.push_headers.size(); ++i) {
    const auto& [name, value] = set.push_headers[i];
    expect(is_plain(name) && !name.empty() && name.find_first_of(" :,;=\"") == std::string::npos,
           "a header's name");
    expect(!zm::detail::is_own_field(name), "not a header of the request itself");
    expect(value.find_first_of(std::string_view{"\r\n\0\x1B", 4}) == std::string::npos,
           "a header's value");
    authorized = authorized || zm::detail::is_word(name, "authorization");
    for (std::size_t j = 0; j < i; ++j) {
      expect(!zm::detail::is_same_field(set.push_headers[j].first, name), "a header once");
    }
    expect(!planted_fault || value.find('%') == std::string::npos, "planted");
  }
  expect(set.push_user.find_first_of(":\r\n") == std::string::npos, "a user");
  expect(!set.push_user.empty() || set.push_password.empty(), "no password without a user");
  expect(set.push_user.empty() || !authorized, "one who pushes");
  expect(set.push_client_key.empty() == set.push_client_certificate.empty(), "a client");
  for (const auto& [key, value] : set.resource_attributes) {
    expect(!key.empty(), "an attribute's key");
  }
}

void check_told(const zm::environment& from, std::string_view secret) {
  for (const zm::diagnostic& each : from.diagnostics) {
    const std::string line = each.text();
    expect(is_plain(line), "told on one line, of ASCII");
    expect(!each.variable.empty() && !each.value.empty() && !each.accepted.empty() &&
               !each.used.empty(),
           "told as a whole");
    expect(line.find(secret) == std::string::npos, "told without the secret");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input{reinterpret_cast<const char*>(data), size};
  zm::name_values given;
  zm::name_values secretive;
  constexpr std::string_view secret = "S3cret";
  while (!input.empty()) {
    const std::size_t which = static_cast<unsigned char>(input.front()) % all.size();
    const std::string value{input.substr(1, input.find('\0', 1) - 1)};
    input.remove_prefix(input.size() < value.size() + 2 ? input.size() : value.size() + 2);
    const std::string name{all[which].name};
    given.emplace_back(name, value);
    const bool list = name.ends_with("HEADERS");
    const bool whole = name.find("BASIC_AUTH") != std::string::npos;
    if (name.ends_with("ENDPOINT")) {
      secretive.emplace_back(name, "http://u:" + std::string{secret} + "@" + value);
      secretive.emplace_back(name, value + "//u:" + std::string{secret} + "@c");
    } else if (list || whole) {
      secretive.emplace_back(name, std::string{secret} + value);
      secretive.emplace_back(name, value + std::string{secret});
    }
  }
  const zm::environment from = zm::read_environment(given);
  check(from.configuration);
  check_told(from, "\n");
  expect(from.configuration.enabled == from.off_because.empty(), "off has its reason");
  // The same by name.
  const zm::environment again = zm::read_environment([&](const char* name) -> const char* {
    for (const auto& [known, value] : given) {
      if (known == name) {
        return value.c_str();
      }
    }
    return nullptr;
  });
  expect(again.configuration == from.configuration && again.text() == from.text(), "pure");

  for (const auto& [name, value] : secretive) {
    const zm::environment one = zm::read_environment(zm::name_values{{name, value}});
    check(one.configuration);
    check_told(one, secret);
  }
  zm::resource<200> who;
  for (const zm::diagnostic& each : zm::complete(who, from.configuration, "program")) {
    expect(is_plain(each.text()), "told on one line, of ASCII");
  }
  expect(!who.empty() || from.configuration.resource_attributes.size() > 0, "a resource");
  return 0;
}
