// SPDX-License-Identifier: MIT
/// One POST by libcurl, with an end, a limit on the answer, and a way to be interrupted.
///
/// A connection is kept for the next POST; one that broke in between is made anew by curl itself,
/// once and at once. Nothing is followed, to nowhere but http and https. curl allocates: a handle,
/// a connection with its TLS, and while a name is looked up a thread, which ends with the look-up
/// and inherits the signals that are blocked here. Of an answer the first 64 KB are kept; one that
/// is longer than 4 MiB, or has more than 256 KB of headers, ends the transfer. No answer is
/// decompressed: none is asked for that would have to be.
///
/// Not for concurrent use, but for interrupt(). Needs libcurl 7.87, of the curl licence.
#pragma once

#include <zerometer/export/detail/c_text.hpp>
#include <zerometer/export/detail/curl_headers.hpp>
#include <zerometer/export/detail/monotonic.hpp>
#include <zerometer/export/detail/push_report.hpp>
#include <zerometer/export/otlp_response.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <curl/curl.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// How a POST ended.
enum class post_end : unsigned char {
  answered,
  failed,       // code() and detail() say why
  timed_out,    // at the time that it was given
  interrupted,  // at the time that interrupt() gave it
  too_long,     // the answer
};

class curl_transfer {
public:
  static constexpr std::size_t longest_answer = std::size_t{4} << 20;
  static constexpr std::size_t longest_headers = std::size_t{256} << 10;

  curl_transfer() noexcept = default;
  curl_transfer(const curl_transfer&) = delete;
  curl_transfer& operator=(const curl_transfer&) = delete;
  ~curl_transfer() { close(); }

  /// False when there is no memory for it.
  [[nodiscard]] bool open() noexcept {
    easy_ = ::curl_easy_init();
    multi_ = ::curl_multi_init();
    if (multi_ != nullptr) {
      // Refused by a curl that has no such option, which needs none.
      (curl_multi_setopt)(multi_, multi_quick_exit, 1L);
    }
    return easy_ != nullptr && multi_ != nullptr && set(CURLOPT_NOSIGNAL, 1L) &&
           set(CURLOPT_POST, 1L) && set(CURLOPT_FOLLOWLOCATION, 0L) &&
           set(CURLOPT_PROTOCOLS_STR, "http,https") &&
           // One request, one answer: what HTTP/2 has beyond that is of no use here.
           set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)) &&
           set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)) &&
           set(CURLOPT_CONNECTTIMEOUT_MS, 0x7FFF'FFFFL) && set(CURLOPT_QUICK_EXIT, 1L) &&
           set(CURLOPT_ERRORBUFFER, detail_.data()) && set(CURLOPT_WRITEFUNCTION, &take_body) &&
           set(CURLOPT_WRITEDATA, this) && set(CURLOPT_HEADERFUNCTION, &take_header) &&
           set(CURLOPT_HEADERDATA, this);
  }
  void close() noexcept {
    ::curl_easy_cleanup(easy_);
    if (multi_ != nullptr) {
      ::curl_multi_cleanup(multi_);
    }
    headers_.clear();
    abandon();
  }
  /// For the child of a fork: the sockets are the parent's, who would see a TLS connection end.
  void abandon() noexcept {
    easy_ = nullptr;
    multi_ = nullptr;
  }

  template <class Value>
  [[nodiscard]] bool set(CURLoption option, Value value) noexcept {
    // A call in parentheses is none of the macro that checks types.
    return (curl_easy_setopt)(easy_, option, value) == CURLE_OK;
  }
  /// An empty one is not set. curl copies it.
  [[nodiscard]] bool set_text(CURLoption option, std::string_view text) noexcept {
    const c_text<4096> copy{{text}};
    return text.empty() || (copy.fits() && set(option, copy.get()));
  }
  [[nodiscard]] curl_headers& headers() noexcept { return headers_; }

  /// `end` is of the monotonic clock. What is sent stays where it is until then.
  post_end post(std::string_view body, bool compressed, std::uint64_t end) noexcept {
    kept_ = taken_ = header_bytes_ = 0;
    detail_[0] = '\0';
    code_ = CURLE_FAILED_INIT;
    if (!set(CURLOPT_POSTFIELDS, body.data()) ||
        !set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size())) ||
        !set(CURLOPT_HTTPHEADER, headers_.list(compressed)) ||
        ::curl_multi_add_handle(multi_, easy_) != CURLM_OK) {
      return post_end::failed;
    }
    post_end how = post_end::failed;
    for (bool running = true; running;) {
      int left = 0;
      const bool driven = ::curl_multi_perform(multi_, &left) == CURLM_OK;
      if (left == 0 || !driven) {
        const CURLMsg* const message = ::curl_multi_info_read(multi_, &left);
        code_ = message != nullptr ? message->data.result : CURLE_FAILED_INIT;
        how = is_too_long() ? post_end::too_long : has_answer() ? post_end::answered : how;
        running = false;
      } else if (!wait(end)) {
        how = monotonic_milliseconds() >= end ? post_end::timed_out : post_end::interrupted;
        running = false;
      }
    }
    ::curl_multi_remove_handle(multi_, easy_);
    return how;
  }

  /// Waits, and is interrupted as a POST is. False if it was.
  [[nodiscard]] bool sleep(std::uint64_t end) noexcept {
    while (!is_hurried()) {
      if (!wait(end)) {
        return monotonic_milliseconds() >= end;
      }
    }
    return false;
  }

  /// From any thread: what goes on ends at `cut` at the latest, and a sleep at once.
  void interrupt(std::uint64_t cut) noexcept {
    __atomic_store_n(&cut_, cut, __ATOMIC_SEQ_CST);
    __atomic_store_n(&hurried_, true, __ATOMIC_SEQ_CST);
    if (multi_ != nullptr) {
      ::curl_multi_wakeup(multi_);
    }
  }
  void forget_interrupt() noexcept {
    __atomic_store_n(&cut_, no_deadline, __ATOMIC_SEQ_CST);
    __atomic_store_n(&hurried_, false, __ATOMIC_SEQ_CST);
  }

  [[nodiscard]] CURLcode code() const noexcept { return code_; }
  /// How far a POST had come when its time was over.
  [[nodiscard]] post_phase phase() const noexcept {
    curl_off_t found = 0;
    curl_off_t connected = 0;
    get(CURLINFO_NAMELOOKUP_TIME_T, &found);
    get(CURLINFO_PRETRANSFER_TIME_T, &connected);
    return connected != 0 ? post_phase::answer
           : found != 0   ? post_phase::connection
                          : post_phase::address;
  }
  [[nodiscard]] std::string_view detail() const noexcept {
    return detail_[0] != '\0' ? detail_.data() : ::curl_easy_strerror(code_);
  }
  [[nodiscard]] std::uint64_t sent() const noexcept {
    curl_off_t bytes = 0;
    get(CURLINFO_SIZE_UPLOAD_T, &bytes);
    return bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
  }
  /// Lives until the next POST. Of a body that was not kept whole there is none.
  [[nodiscard]] otlp::answer answer() const noexcept {
    return {status(),
            header("Content-Type"),
            header("Retry-After"),
            {body_.data(), taken_ == kept_ ? kept_ : 0}};
  }

private:
  /// CURLMOPT_QUICK_EXIT, by its number: from 8.20 on the threads that look up names are a multi
  /// handle's, which waits for them when it ends unless it is told that it need not.
  static constexpr auto multi_quick_exit = static_cast<CURLMoption>(CURLOPTTYPE_LONG + 21);

  template <class Value>
  void get(CURLINFO info, Value* value) const noexcept {
    (curl_easy_getinfo)(easy_, info, value);
  }
  [[nodiscard]] long status() const noexcept {
    long status = 0;
    get(CURLINFO_RESPONSE_CODE, &status);
    return status;
  }
  [[nodiscard]] std::string_view header(const char* name) const noexcept {
    curl_header* found = nullptr;
    return ::curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
                                                                                     : "";
  }
  [[nodiscard]] bool is_too_long() const noexcept {
    return taken_ > longest_answer || header_bytes_ > longest_headers;
  }
  /// A status says what became of the request, also where the connection broke behind it.
  [[nodiscard]] bool has_answer() const noexcept {
    return code_ == CURLE_OK ||
           ((code_ == CURLE_PARTIAL_FILE || code_ == CURLE_RECV_ERROR) && status() >= 200);
  }

  [[nodiscard]] bool is_hurried() const noexcept {
    return __atomic_load_n(&hurried_, __ATOMIC_SEQ_CST);
  }
  /// Until something happens. False once `end`, or what interrupt() said, is there.
  [[nodiscard]] bool wait(std::uint64_t end) noexcept {
    constexpr std::uint64_t hour = 3'600'000;
    const std::uint64_t cut = __atomic_load_n(&cut_, __ATOMIC_SEQ_CST);
    const std::uint64_t left = milliseconds_until(end < cut ? end : cut);
    return left != 0 &&
           ::curl_multi_poll(multi_, nullptr, 0, static_cast<int>(left < hour ? left : hour),
                             nullptr) == CURLM_OK;
  }

  static std::size_t take_body(char* data, std::size_t, std::size_t size, void* self) noexcept {
    auto& transfer = *static_cast<curl_transfer*>(self);
    transfer.taken_ += size;
    if (transfer.taken_ <= transfer.body_.size()) {
      std::memcpy(transfer.body_.data() + transfer.kept_, data, size);
      transfer.kept_ += size;
    }
    return transfer.is_too_long() ? 0 : size;  // fewer than there were end the transfer
  }
  static std::size_t take_header(char*, std::size_t, std::size_t size, void* self) noexcept {
    auto& transfer = *static_cast<curl_transfer*>(self);
    transfer.header_bytes_ += size;
    return transfer.is_too_long() ? 0 : size;
  }

  curl_headers headers_;
  CURL* easy_ = nullptr;
  CURLM* multi_ = nullptr;
  std::uint64_t cut_ = no_deadline;
  bool hurried_ = false;
  CURLcode code_ = CURLE_OK;
  std::size_t kept_ = 0;
  std::size_t taken_ = 0;
  std::size_t header_bytes_ = 0;
  std::array<char, CURL_ERROR_SIZE> detail_{};
  std::array<char, std::size_t{64} << 10> body_;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
