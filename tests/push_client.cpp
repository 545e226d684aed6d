// SPDX-License-Identifier: MIT
/// A push exporter that is told line by line what to do, for push.py.
///
/// Usage: push_client < OPTIONS-AND-COMMANDS
/// First a line OPTION=VALUE for each option, and an empty one. Options are those of
/// zm::push_options; `header=NAME:VALUE` may come several times, and `user` and `password` make the
/// credentials. `set=self` exposes the exporters' own meter as well, and `set=tally` nothing but a
/// counter. Each command is answered with a line `done …`; what the error handler is told stands in
/// lines `told …`.
///   open | start | export | flush MS | shutdown MS
///   record N      so many times into each metric
///   count N       so many into the counter alone, whose slot is the rest by 50
///   crowd N       so many series
///   truth         a line of JSON for each point: see otlp_truth.hpp
///   counted       what the exporters' own meter says
///   threads       the names of the threads, and the signals that each has blocked
///   descriptors   how many are open
///   limit N       no more descriptors than those
///   memory        the resident set, in KB
///   resident      the most that it ever was
///   fork COMMAND  in a child, which then ends by exit()
///   exit          by return from main, without a shutdown
///   leave         by _exit(), without anything
#include "otlp_truth.hpp"

#include <zerometer/export/push.hpp>
#include <zerometer/export/self.hpp>
#include <zerometer/prometheus.hpp>
#include <zerometer/zerometer.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <netdb.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace zm = zerometer;

#if defined(SLOW_NAMES)
namespace {
volatile bool names_are_slow = false;
}
/// Before the C library's: as with a DNS that does not answer.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  if (names_are_slow) {
    ::sleep(30);
  }
  using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(host, service, hints, found);
}
#endif

namespace {

enum class kind { a, b, c };
constexpr auto label_values(kind) { return zm::values("a", "b", "c"); }

struct work : zm::meter<work, "work", zm::version<"1.2.3">> {
  struct done : counter<"done", "{item}", "Items.", zm::label<"kind", kind>> {};
  struct size : histogram<"size", "By", "Sizes.", zm::bounds{1, 10, 100}, zm::label<"kind", kind>> {
  };
  struct open : up_down_counter<"open", "{item}", "Open items."> {};
  struct level : gauge<"level", "", "Level."> {};
  using metrics = zm::list<done, size, open, level>;
};
/// Series enough for several requests.
using slot = zm::integers<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                          21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
                          39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49>;
struct tally : zm::meter<tally, "tally"> {
  struct count : counter<"count", "", "Counted.", zm::label<"slot", slot>> {};
  using metrics = zm::list<count>;
};
/// More than a megabyte of requests.
struct crowd : zm::meter<crowd, "crowd"> {
  struct seen
      : counter<"seen", "", "Seen.", zm::label<"who", zm::text<24>>, zm::cardinality_limit<12000>> {
  };
  using metrics = zm::list<seen>;
};

struct settings {
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<zm::push_header> headers;
  zm::push_options options;
  std::string set = "plain";

  void read(std::istream& from) {
    for (std::string line; std::getline(from, line) && !line.empty();) {
      texts.emplace_back(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
    }
    for (const auto& [name, value] : texts) {
      apply(name, value);
    }
    options.headers = headers;
    if (!say_nothing_) {
      options.on_error.call = [](const zm::export_error& error, void*) noexcept {
        say("told", error);
      };
    }
  }

private:
  void apply(const std::string& name, const std::string& value) {
    const auto number = std::strtol(value.c_str(), nullptr, 10);
    if (name == "endpoint") {
      options.endpoint = value;
    } else if (name == "encoding") {
      options.encoding = value == "json" ? zm::otlp::encoding::json : zm::otlp::encoding::protobuf;
    } else if (name == "temporality") {
      options.temporality = value == "delta" ? zm::temporality::delta : zm::temporality::cumulative;
    } else if (name == "compression") {
      options.compression = value == "gzip" ? zm::compression::gzip : zm::compression::none;
    } else if (name == "interval") {
      options.interval = std::chrono::milliseconds{number};
    } else if (name == "timeout") {
      options.timeout = std::chrono::milliseconds{number};
    } else if (name == "max_request_bytes") {
      options.max_request_bytes = static_cast<std::size_t>(number);
    } else if (name == "user" || name == "password") {
      options.credentials = options.credentials.value_or(zm::push_credentials{});
      (name == "user" ? options.credentials->user : options.credentials->password) = value;
    } else if (name == "header") {
      const std::string_view text = value;
      headers.push_back({text.substr(0, text.find(':')), text.substr(text.find(':') + 1)});
    } else if (name == "ca_file") {
      options.ca_file = value;
    } else if (name == "client_certificate") {
      options.client_certificate = value;
    } else if (name == "client_key") {
      options.client_key = value;
    } else if (name == "product") {
      options.product = value;
    } else if (name == "set") {
      set = value;
#if defined(SLOW_NAMES)
    } else if (name == "slow_names") {
      names_are_slow = true;
#endif
    } else if (name == "handler") {
      say_nothing_ = value == "default";
    } else {
      std::fprintf(stderr, "there is no option %s\n", name.c_str());
      std::exit(2);
    }
  }

public:
  static void say(const char* what, const zm::export_error& error) noexcept {
    std::printf("%s %s %d %ld %.*s\n", what, error ? "error" : "ok",
                static_cast<int>(error.trouble()), error.code(),
                static_cast<int>(error.text().size()), error.text().data());
    std::fflush(stdout);
  }

private:
  bool say_nothing_ = false;
};

std::string file(const std::filesystem::path& path) {
  std::ifstream stream{path};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string line_of(const std::string& text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

template <class Exposition>
class session {
public:
  using who_type = zm::resource<128>;
  static inline zm::push_exporter<Exposition, who_type> push;
  static inline zm::snapshot<Exposition> values;

  explicit session(const settings& from) : options_{from.options} {
    static_cast<void>(who_.add("service.name", "push client"));
  }

  /// False at the end.
  bool obey(const std::string& line) {
    std::istringstream words{line};
    std::string command;
    long number = 0;
    words >> command;
    const std::string rest = line.substr(std::min(line.size(), command.size() + 1));
    number = std::strtol(rest.c_str(), nullptr, 10);
    if (command == "open") {
      settings::say("done", push.open(options_, who_));
    } else if (command == "start") {
      settings::say("done", push.start(options_, who_));
    } else if (command == "export") {
      settings::say("done", push.export_once());
    } else if (command == "flush") {
      settings::say("done", push.flush(std::chrono::milliseconds{number}));
    } else if (command == "shutdown") {
      settings::say("done", push.shutdown(std::chrono::milliseconds{number}));
    } else if (command == "exit") {
      return false;
    } else if (command == "leave") {
      ::_exit(0);
    } else {
      other(command, number, rest);
      std::puts("done");
    }
    std::fflush(stdout);
    return true;
  }

private:
  void other(const std::string& command, long number, const std::string& rest) {
    if (command == "record") {
      for (long i = 0; i < number; ++i) {
        const auto one = static_cast<kind>(i % 3);
        work::done::add(static_cast<unsigned long>(i), one);
        work::size::observe(static_cast<double>(i) / 4, one);
        work::open::add(i % 2 == 0 ? i : -1);
        work::level::set(static_cast<double>(i));
      }
    } else if (command == "count") {
      tally::count::add(static_cast<unsigned long>(number), slot{static_cast<int>(number % 50)});
    } else if (command == "crowd") {
      for (long i = 0; i < number; ++i) {
        crowd::seen::inc("somebody " + std::to_string(i));
      }
    } else if (command == "truth") {
      print_truth(zm::otlp::collect(values, who_));
    } else if (command == "counted") {
      using own = zm::exposition<zm::exports, zm::without_self_metrics>;
      static std::array<char, zm::prometheus::max_bytes<own>> page;
      const std::string_view text = zm::prometheus::render<own>(page);
      std::cout << text << std::flush;
    } else if (command == "threads") {
      for (const auto& one : std::filesystem::directory_iterator{"/proc/self/task"}) {
        const std::string status = file(one.path() / "status");
        std::cout << line_of(status, "Name:") << ' ' << line_of(status, "SigBlk:") << std::endl;
      }
    } else if (command == "descriptors") {
      const std::filesystem::directory_iterator all{"/proc/self/fd"};
      std::cout << std::distance(begin(all), end(all)) - 1 << std::endl;
    } else if (command == "limit") {
      rlimit few{};
      ::getrlimit(RLIMIT_NOFILE, &few);
      few.rlim_cur = static_cast<rlim_t>(number);
      ::setrlimit(RLIMIT_NOFILE, &few);
    } else if (command == "memory" || command == "resident") {
      const char* const key = command == "memory" ? "VmRSS:" : "VmHWM:";
      std::cout << line_of(file("/proc/self/status"), key) << std::endl;
    } else if (command == "fork") {
      const pid_t child = ::fork();
      if (child == 0) {
        zm::after_fork<Exposition>();
        obey(rest);
        std::exit(0);
      }
      int status = 0;
      ::waitpid(child, &status, 0);
      std::cout << "ended " << status << std::endl;
    } else {
      std::cout << "there is no command " << command << std::endl;
    }
  }

  zm::push_options options_;
  who_type who_;
};

template <class Exposition>
void obey_all(const settings& from) {
  session<Exposition> one{from};
  for (std::string line; std::getline(std::cin, line) && one.obey(line);) {
  }
}

}  // namespace

int main() {
  settings from;
  from.read(std::cin);
  if (from.set == "self") {
    obey_all<zm::exposition<work, zm::exports>>(from);
  } else if (from.set == "tally") {
    obey_all<zm::exposition<tally, zm::without_self_metrics>>(from);
  } else if (from.set == "crowd") {
    obey_all<zm::exposition<crowd, zm::without_self_metrics>>(from);
  } else {
    obey_all<zm::exposition<work, zm::without_self_metrics>>(from);
  }
}
