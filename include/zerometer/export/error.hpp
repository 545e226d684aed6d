// SPDX-License-Identifier: MIT
/// What an exporter tells its operator: one line that says what was wrong and what to do.
///
///     zm::error_handler on_error{[](const zm::export_error& error, void*) noexcept {
///       syslog(LOG_WARNING, "%.*s", int(error.text().size()), error.text().data());
///     }};
///
/// An error is a value. What cannot start returns one; what runs hands each to the handler, which
/// is called on the exporter's thread and must not throw. The default handler writes to stderr, one
/// line a minute at most for the whole process, and says with the next one how many it kept back.
/// No credential is ever in a text. No allocation.
#pragma once

#include <zerometer/detail/integer.hpp>
#include <zerometer/label.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string_view>

#include <time.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {

enum class exporter : unsigned char { pull, push };
constexpr auto label_values(exporter) noexcept { return values("pull", "push"); }

/// What kind of trouble it is, for those who decide by it.
enum class export_trouble : unsigned char {
  none,
  configuration,  // what was asked for makes no sense
  address,        // no such host, or none of this machine's
  port_in_use,
  permission,   // the port, or a file, is not this user's to open
  descriptors,  // no file descriptor is left
  memory,
  unreachable,   // nobody answers there, or the connection broke
  tls,           // the other side is not who it should be
  timeout,       // no answer in time
  unauthorized,  // 401 and 403: the credentials
  refused,       // any other answer that no repetition changes
  unavailable,   // the receiver asked to come back later, until there was no time left
  partial,       // the receiver took some of it
  response,      // an answer that is none
  too_large,     // for a buffer or a limit
  busy,          // a limit of our own: somebody was turned away
  internal,      // a library says so
};

class export_error {
public:
  constexpr export_error() noexcept = default;
  /// `code` is what the system, the library or HTTP calls it; 0 if nothing does. The pieces make
  /// one line: control characters are spaces, and what does not fit is cut.
  export_error(exporter from, export_trouble trouble, long code,
               std::initializer_list<std::string_view> pieces) noexcept
      : code_(code), from_(from), trouble_(trouble) {
    for (const std::string_view piece : pieces) {
      for (const char c : piece) {
        if (size_ < text_.size()) {
          text_[size_++] = static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c;
        }
      }
    }
  }

  [[nodiscard]] explicit operator bool() const noexcept { return trouble_ != export_trouble::none; }
  [[nodiscard]] exporter from() const noexcept { return from_; }
  [[nodiscard]] export_trouble trouble() const noexcept { return trouble_; }
  [[nodiscard]] long code() const noexcept { return code_; }
  [[nodiscard]] std::string_view text() const noexcept { return {text_.data(), size_}; }

private:
  std::array<char, 512> text_{};
  std::size_t size_ = 0;
  long code_ = 0;
  exporter from_ = exporter::pull;
  export_trouble trouble_ = export_trouble::none;
};

namespace detail {

/// Lets one line a minute through, and counts the others.
class line_limiter {
public:
  static constexpr std::uint64_t interval = 60'000'000'000;

  struct permit {
    bool granted;
    std::uint64_t kept_back;  // since the last one that was granted
  };

  /// `now` is monotonic, in nanoseconds. Whoever moves the time of the last line writes one; the
  /// others are kept back.
  [[nodiscard]] permit ask(std::uint64_t now) noexcept {
    std::uint64_t next = __atomic_load_n(&next_, __ATOMIC_SEQ_CST);
    if (now < next || !__atomic_compare_exchange_n(&next_, &next, now + interval, false,
                                                   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
      __atomic_fetch_add(&kept_back_, 1, __ATOMIC_SEQ_CST);
      return {false, 0};
    }
    return {true, __atomic_exchange_n(&kept_back_, 0, __ATOMIC_SEQ_CST)};
  }

private:
  std::uint64_t next_ = 0;
  std::uint64_t kept_back_ = 0;
};

inline constinit line_limiter error_lines{};

/// One line in one write, so that lines of several threads do not mix.
inline void write_error_line(int fd, const export_error& error, std::uint64_t kept_back) noexcept {
  std::array<char, 640> line{};
  std::size_t size = 0;
  const auto put = [&](std::string_view text) {
    for (const char c : text) {
      if (size < line.size() - 1) {
        line[size++] = c;
      }
    }
  };
  put(error.from() == exporter::pull ? "zerometer: pull: " : "zerometer: push: ");
  put(error.text());
  if (kept_back != 0) {
    std::array<char, 24> digits{};
    const char* const end = write_integer(digits.data(), kept_back);
    put(" (and ");
    put({digits.data(), static_cast<std::size_t>(end - digits.data())});
    put(" before it that were not written)");
  }
  line[size++] = '\n';
  // Whoever closed stderr does not want to be told.
  [[maybe_unused]] const ssize_t written = ::write(fd, line.data(), size);
}

inline void write_error_at_times(const export_error& error, void*) noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const auto [granted, kept_back] =
      error_lines.ask(static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
                      static_cast<std::uint64_t>(now.tv_nsec));
  if (granted) {
    write_error_line(STDERR_FILENO, error, kept_back);
  }
}

}  // namespace detail

/// Who is told.
struct error_handler {
  void (*call)(const export_error&, void* context) noexcept = &detail::write_error_at_times;
  void* context = nullptr;

  void operator()(const export_error& error) const noexcept { call(error, context); }
};

}  // namespace v0_1
}  // namespace zerometer
