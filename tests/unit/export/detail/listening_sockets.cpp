// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/listen_error.hpp>
#include <zerometer/export/detail/listening_sockets.hpp>

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <netdb.h>
#include <sys/resource.h>
#include <unistd.h>

namespace zm = zerometer;
using zm::export_error;
using zm::export_trouble;
using zm::detail::listen_failed;
using zm::detail::listening_sockets;

namespace {

std::uint16_t port_of(std::string_view address) {
  return static_cast<std::uint16_t>(
      std::atoi(std::string{address.substr(address.rfind(':') + 1)}.c_str()));
}

}  // namespace

TEST_CASE("an address is listened on, and told as a URL has it") {
  listening_sockets sockets;
  REQUIRE(!sockets.open("127.0.0.1", 0));
  CHECK(sockets.sockets().size() == 1);
  CHECK(sockets.address(0).starts_with("127.0.0.1:"));
  CHECK(port_of(sockets.address(0)) != 0);
  CHECK(sockets.address(1).empty());
  REQUIRE(!sockets.open("::1", 0));
  CHECK(sockets.address(0).starts_with("[::1]:"));
  REQUIRE(!sockets.open("[::1]", 0));
  CHECK(sockets.address(0).starts_with("[::1]:"));
  REQUIRE(!sockets.open("0.0.0.0", 0));
  CHECK(sockets.address(0).starts_with("0.0.0.0:"));
}

TEST_CASE("a name is every address that it has, on one port") {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  REQUIRE(::getaddrinfo("localhost", nullptr, &hints, &found) == 0);
  std::string names;
  std::size_t count = 0;
  for (const addrinfo* next = found; next != nullptr; next = next->ai_next) {
    std::string name = next->ai_family == AF_INET6 ? "[::1]" : "127.0.0.1";
    count += names.find(name) == names.npos ? 1U : 0U;
    names += name;
  }
  ::freeaddrinfo(found);
  listening_sockets sockets;
  REQUIRE(!sockets.open("localhost", 0));
  CHECK(sockets.sockets().size() == count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view address = sockets.address(i);
    CHECK(names.find(address.substr(0, address.rfind(':'))) != names.npos);
    CHECK(port_of(address) == port_of(sockets.address(0)));
  }
}

TEST_CASE("a port that is taken is named, with what to do") {
  listening_sockets first;
  REQUIRE(!first.open("127.0.0.1", 0));
  listening_sockets second;
  const export_error error = second.open("127.0.0.1", port_of(first.address(0)));
  CHECK(error.trouble() == export_trouble::port_in_use);
  CHECK(error.code() == EADDRINUSE);
  CHECK(error.text() == std::string{first.address(0)} +
                            " is taken by another process: stop it, or set "
                            "OTEL_EXPORTER_PROMETHEUS_PORT");
  CHECK(second.sockets().empty());
  const std::uint16_t port = port_of(first.address(0));
  first.close();
  CHECK(first.sockets().empty());
  CHECK(port_of(first.address(0)) == port);  // it is still told
  CHECK(!second.open("127.0.0.1", port));
}

TEST_CASE("a host that is none of this machine's, or none at all") {
  listening_sockets sockets;
  const export_error elsewhere = sockets.open("192.0.2.1", 0);
  CHECK(elsewhere.trouble() == export_trouble::address);
  CHECK(elsewhere.text() ==
        "192.0.2.1 is no address of this machine, to listen on 192.0.2.1:0: set "
        "OTEL_EXPORTER_PROMETHEUS_HOST to one, or to 0.0.0.0 for all");
  const export_error unknown = sockets.open("host.invalid", 0);
  CHECK(unknown.trouble() == export_trouble::address);
  CHECK(unknown.text().starts_with("no address for the host host.invalid, to listen on it: "));
  CHECK(sockets.open("", 0).trouble() == export_trouble::configuration);
  CHECK(sockets.open(std::string(300, 'a'), 0).trouble() == export_trouble::configuration);
}

TEST_CASE("without a descriptor it says so, and has them again when they are there") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = ::dup(0);
  ::close(next);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(next);
  listening_sockets sockets;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const export_error error = sockets.open("127.0.0.1", 0);
  const export_error name = sockets.open("localhost", 0);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(error.trouble() == export_trouble::descriptors);
  CHECK(error.text() ==
        "no file descriptor is left to listen on 127.0.0.1: raise the limit (ulimit -n, "
        "LimitNOFILE=), or look for what leaks them");
  CHECK(!!name);
  CHECK(!sockets.open("127.0.0.1", 0));
}

TEST_CASE("what a test cannot cause everywhere") {
  const export_error denied = listen_failed(EACCES, "127.0.0.1:80", "localhost");
  CHECK(denied.trouble() == export_trouble::permission);
  CHECK(denied.text() == "127.0.0.1:80 is not this user's to listen on: set "
                         "OTEL_EXPORTER_PROMETHEUS_PORT to one from 1024 on");
  const export_error other = listen_failed(ENOTSUP, "127.0.0.1:80", "localhost");
  CHECK(other.trouble() == export_trouble::internal);
  CHECK(other.text().starts_with("cannot listen on 127.0.0.1:80: "));
  CHECK(other.text().size() > 35);
}
