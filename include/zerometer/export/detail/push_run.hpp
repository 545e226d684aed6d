// SPDX-License-Identifier: MIT
/// One export: a collection, its requests, their repetitions, and what is told and counted of it.
///
/// Cumulative requests that did not arrive are made good by the next collection. Of deltas the next
/// collection tells what this one could not, with the right start; what the receiver has looked at
/// and refused is lost, because it would refuse it again for ever.
#pragma once

#include <zerometer/detail/broken_pipes.hpp>
#include <zerometer/detail/epoch.hpp>
#include <zerometer/export/backoff.hpp>
#include <zerometer/export/detail/curl_transfer.hpp>
#include <zerometer/export/detail/monotonic.hpp>
#include <zerometer/export/detail/push_report.hpp>
#include <zerometer/export/detail/push_setup.hpp>
#include <zerometer/export/detail/push_source.hpp>
#include <zerometer/export/detail/secrets.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/gzip.hpp>
#include <zerometer/export/otlp_response.hpp>
#include <zerometer/export/push_options.hpp>
#include <zerometer/export/self.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class push_run {
public:
  /// The buffers are for a request, and for one that is compressed. All live as long as this.
  [[nodiscard]] export_error open(const push_options& options, const push_source& source,
                                  std::span<char> buffer, std::span<char> compressed) noexcept {
    shown_ = {};
    hidden_ = {};
    cut_short_ = false;
    told_type_ = false;
    source_ = source;
    on_error_ = options.on_error;
    compression_ = options.compression;
    buffer_ = buffer.first(buffer.size() < options.max_request_bytes ? buffer.size()
                                                                     : options.max_request_bytes);
    compressed_ = compressed;
    export_error error = check_push_options(options);
    if (!error) {
      error = check_endpoint(options.endpoint, shown_);
    }
    if (!error && buffer_.size() < source_.least) {
      error = misconfigured({"max_request_bytes is too small: a request of this exposition has up "
                             "to ",
                             digits{source_.least}.get(), " bytes"});
    }
    if (!error && compression_ == compression::gzip && !zip_.ready()) {
      error = misconfigured({"this zlib cannot compress in the memory that it has here"});
    }
    if (!error) {
      error = set_up(transfer_, options, source_.content_type, hidden_);
    }
    if (error) {
      transfer_.close();
      return error;
    }
    if (has_two_authorizations(options)) {
      on_error_(misconfigured({"the header Authorization is left away: the credentials are sent"}));
    }
    visit_unreadable(options, [&](std::string_view what, std::string_view file) noexcept {
      on_error_(misconfigured({what, " ", file,
                               " cannot be read: is it there, and this user's to "
                               "read?"}));
    });
    return {};
  }
  void close() noexcept { transfer_.close(); }
  void abandon() noexcept { transfer_.abandon(); }
  void interrupt(std::uint64_t cut) noexcept { transfer_.interrupt(cut); }
  void forget_interrupt() noexcept { transfer_.forget_interrupt(); }

  /// Ends at `end` of the monotonic clock. Returns, of all that was told, the worst.
  [[nodiscard]] export_error run(std::uint64_t end) noexcept {
    const broken_pipes none;
    const std::uint64_t start = epoch_nanoseconds();
    begin_ = monotonic_milliseconds();
    outcome_ = export_outcome::success;
    worst_ = {};
    // What is left of an interval that was told in part is all that a delta collects.
    if (!cut_short_ || collect_and_send(end)) {
      collect_and_send(end);
    }
    const std::uint64_t now = epoch_nanoseconds();
    exports::count::inc(exporter::push, outcome_);
    exports::duration::observe(static_cast<std::int64_t>(now > start ? now - start : 0),
                               exporter::push);
    if (outcome_ == export_outcome::success) {
      exports::last_success::set(static_cast<double>(now / 1'000'000) / 1000, exporter::push);
    }
    return worst_;
  }

private:
  /// False when the receiver could not be told all.
  bool collect_and_send(std::uint64_t end) noexcept {
    source_.collect(source_.requests, source_.who);
    for (bool first = true;; first = false) {
      const otlp::request request = source_.next(source_.requests, buffer_, source_.who);
      if (!request) {
        cut_short_ = false;
        return true;
      }
      if (!send(request.body, end)) {
        cut_short_ = cut_short_ || (!first && source_.is_delta);
        return false;
      }
      source_.accept(source_.requests);
    }
  }

  /// The same bytes each time. False when the receiver has not looked at them.
  [[nodiscard]] bool send(std::string_view body, std::uint64_t end) noexcept {
    const std::string_view smaller = compress(body);
    const bool is_smaller = !smaller.empty();
    backoff again;
    while (true) {
      const post_end how = transfer_.post(is_smaller ? smaller : body, is_smaller, end);
      exports::bytes::add(transfer_.sent(), exporter::push);
      otlp::verdict said;
      said.is_unread = how != post_end::too_long;
      if (how == post_end::answered) {
        said = otlp::classify(transfer_.answer(),
                              static_cast<std::int64_t>(epoch_nanoseconds() / 1'000'000'000));
      } else if (how == post_end::failed && is_worth_retrying(transfer_.code())) {
        said.action = otlp::action::retry;
      }
      if (said.action == otlp::action::retry) {
        const auto wait = again.next(said.retry_after, milliseconds_until(end), random());
        // One more, for the part of a millisecond that the clock does not tell.
        if (wait && transfer_.sleep(milliseconds_from_now(*wait + 1))) {
          exports::retries::inc();
          continue;
        }
        said.is_unread = true;
      }
      return end_of(how, said);
    }
  }

  [[nodiscard]] bool end_of(post_end how, const otlp::verdict& said) noexcept {
    exports::rejected_points::add(said.rejected_points);
    if (how == post_end::answered) {
      answered(said);
    } else if (how == post_end::timed_out) {
      tell(export_outcome::failed,
           tell_timeout(shown_.get(), monotonic_milliseconds() - begin_, transfer_.phase()));
    } else if (how == post_end::interrupted) {
      tell(export_outcome::failed, tell_interrupted(shown_.get()));
    } else if (how == post_end::too_long) {
      tell(export_outcome::refused, tell_too_long(shown_.get()));
    } else {
      tell(export_outcome::failed,
           tell_failure(shown_.get(), transfer_.code(), transfer_.detail(), lacks_descriptors()));
    }
    return said.action == otlp::action::taken || said.action == otlp::action::partial ||
           !said.is_unread;
  }

  void answered(const otlp::verdict& said) noexcept {
    const std::string_view message =
        hidden_.appear_in(said.message()) ? "(not shown: it repeats a secret)" : said.message();
    const export_outcome outcome = said.action == otlp::action::taken     ? export_outcome::success
                                   : said.action == otlp::action::partial ? export_outcome::partial
                                   : said.action == otlp::action::retry   ? export_outcome::failed
                                                                          : export_outcome::refused;
    const otlp::answer came = transfer_.answer();
    tell(outcome, tell_answer(shown_.get(), came.status, said, message));
    if (!told_type_ && is_of_another_type(came, source_.content_type)) {
      told_type_ = true;
      const std::string_view type =
          hidden_.appear_in(came.content_type) ? "(not shown)" : came.content_type;
      on_error_(tell_type(shown_.get(), came.status, type, source_.content_type));
    }
  }

  void tell(export_outcome outcome, const export_error& error) noexcept {
    if (outcome_ < outcome) {
      outcome_ = outcome;
      worst_ = error;
    }
    if (error) {
      on_error_(error);
    }
  }

  /// None where it is not to be, or would be no smaller.
  [[nodiscard]] std::string_view compress(std::string_view body) noexcept {
    if (compression_ == compression::none) {
      return {};
    }
    std::size_t size = 0;
    zip_.reset();
    while (!body.empty() && size < compressed_.size()) {
      size += zip_.push(body, compressed_.subspan(size));
    }
    while (!zip_.done() && size < compressed_.size()) {
      size += zip_.finish(compressed_.subspan(size));
    }
    return {compressed_.data(), zip_.done() && body.empty() ? size : 0};
  }

  /// curl does not tell it from a host that is away.
  [[nodiscard]] static bool lacks_descriptors() noexcept {
    const int one = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool none = one < 0 && (errno == EMFILE || errno == ENFILE);
    if (one >= 0) {
      ::close(one);
    }
    return none;
  }

  [[nodiscard]] static std::uint32_t random() noexcept {
    std::uint32_t number = 0;
    if (::getentropy(&number, sizeof number) != 0) {
      number = static_cast<std::uint32_t>(epoch_nanoseconds());
    }
    return number;
  }

  curl_transfer transfer_;
  push_source source_;
  error_handler on_error_;
  endpoint_text shown_;
  secrets hidden_;
  std::span<char> buffer_{};
  std::span<char> compressed_{};
  compression compression_ = compression::none;
  /// Whether some of an interval was taken, and some not.
  bool cut_short_ = false;
  /// Whether it was told that successes come in another type.
  bool told_type_ = false;
  std::uint64_t begin_ = 0;
  export_outcome outcome_ = export_outcome::success;
  export_error worst_;
  gzip zip_;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
