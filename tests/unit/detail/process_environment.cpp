// SPDX-License-Identifier: MIT
#include <zerometer/detail/process_environment.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace detail = zerometer::detail;

static std::string all() {
  std::string text;
  for (const auto& [name, value] : detail::process_variables()) {
    text += name + "<" + value + ">";
  }
  return text;
}

TEST_CASE("the process's variables") {
  char** const kept = environ;
  char first[] = "OTEL_A=b=c";
  char no_value[] = "OTEL_NONE";
  char empty[] = "OTEL_B=";
  char other[] = "HOTEL_C=1";
  char* given[] = {first, no_value, other, empty, nullptr};
  environ = given;
  const std::string found = all();
  environ = nullptr;
  const std::string cleared = all();
  environ = kept;
  CHECK(found == "OTEL_A<b=c>OTEL_B<>");
  CHECK(cleared == "");
}

TEST_CASE("the program's name") {
#if defined(__GLIBC__)
  CHECK(detail::program_name() == program_invocation_short_name);
#endif
  CHECK(detail::program_name().find('/') == std::string::npos);
}
