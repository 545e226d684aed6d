// SPDX-License-Identifier: MIT
/// What an operator is told of an export that did not go well: what was wrong, and what to do.
#pragma once

#include <zerometer/detail/integer.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/otlp_response.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <curl/curl.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class digits {
public:
  explicit digits(std::uint64_t value) noexcept
      : size_{static_cast<std::size_t>(write_integer(text_.data(), value) - text_.data())} {}
  [[nodiscard]] std::string_view get() const noexcept { return {text_.data(), size_}; }

private:
  std::array<char, 24> text_;
  std::size_t size_;
};

/// What a POST waited for when its time was over.
enum class post_phase : unsigned char { address, connection, answer };

/// Whether what curl says may be otherwise the next time. A certificate is not.
[[nodiscard]] constexpr bool is_worth_retrying(CURLcode code) noexcept {
  switch (static_cast<int>(code)) {
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_PARTIAL_FILE:
  case CURLE_OPERATION_TIMEDOUT:
    return true;
  default:
    return false;
  }
}

/// `detail` is what curl adds.
[[nodiscard]] inline export_error tell_failure(std::string_view where, CURLcode code,
                                               std::string_view detail,
                                               bool lacks_descriptors) noexcept {
  using enum export_trouble;
  const auto tell = [&](export_trouble what, std::string_view before,
                        std::string_view advice) noexcept {
    return export_error{exporter::push,
                        what,
                        static_cast<long>(code),
                        {before, where, " (", detail, "): ", advice}};
  };
  if (lacks_descriptors) {
    return tell(descriptors, "no file descriptor is left for a connection to ",
                "raise the limit (ulimit -n)");
  }
  switch (static_cast<int>(code)) {
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
    return tell(address, "there is no such host as in ",
                "check the endpoint's host, and that this machine can look it up");
  case CURLE_COULDNT_CONNECT:
    return tell(unreachable, "nobody answers at ", "is the collector running, and at this URL?");
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_PARTIAL_FILE:
    return tell(unreachable, "the connection broke without an answer from ",
                "see the collector's log, and whether it expects https");
  case CURLE_SSL_CONNECT_ERROR:
    return tell(tls, "there is no TLS with ",
                "does it speak https, and does it ask for a client certificate?");
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
    return tell(tls, "the certificate is not trusted of ",
                "give the file of the CA that signed it, and check the host's name in it");
  case CURLE_SSL_CACERT_BADFILE:
    return tell(tls, "the CA file cannot be used for ", "is it there, readable, and PEM?");
  case CURLE_SSL_CERTPROBLEM:
    return tell(tls, "the client certificate or its key cannot be used for ",
                "are both there, readable, PEM, and of each other?");
  case CURLE_SSL_CLIENTCERT:
    return tell(tls, "a client certificate is asked for by ", "give one, with its key");
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
    return tell(response, "no HTTP comes from ",
                "is this the collector's port for OTLP over HTTP, 4318, and not 4317?");
  case CURLE_OUT_OF_MEMORY:
    return tell(memory, "no memory is left for a connection to ", "give the process more");
  default:
    return tell(internal, "no export to ", "this is what libcurl says");
  }
}

[[nodiscard]] inline export_error tell_timeout(std::string_view where, std::uint64_t milliseconds,
                                               post_phase phase) noexcept {
  const std::string_view missing = phase == post_phase::address      ? "no address"
                                   : phase == post_phase::connection ? "no connection"
                                                                     : "no answer";
  const std::string_view advice =
      phase == post_phase::address ? ": does this machine's DNS answer?"
      : phase == post_phase::connection
          ? ": is the collector's host up, and does no firewall drop what goes there?"
          : ": is the collector overloaded, or the timeout too short?";
  return {exporter::push,
          export_trouble::timeout,
          CURLE_OPERATION_TIMEDOUT,
          {missing, " within ", digits{milliseconds}.get(), " ms from ", where, advice}};
}

[[nodiscard]] inline export_error tell_interrupted(std::string_view where) noexcept {
  return {exporter::push,
          export_trouble::timeout,
          0,
          {"an export was cut short by the shutdown while it waited for ", where,
           ": give the shutdown more time"}};
}

[[nodiscard]] inline export_error tell_too_long(std::string_view where) noexcept {
  return {exporter::push,
          export_trouble::too_large,
          CURLE_FILESIZE_EXCEEDED,
          {"an answer of more than 4 MiB comes from ", where,
           ": that is no collector; check the endpoint"}};
}

/// What to do about an answer.
struct status_advice {
  export_trouble trouble;
  std::string_view text;
};
[[nodiscard]] constexpr status_advice advice_for(long status) noexcept {
  using enum export_trouble;
  switch (status) {
  case 401:
    return {unauthorized, "check the user and the password against the collector's"};
  case 403:
    return {unauthorized, "these credentials do not allow it; check them against the collector's"};
  case 407:
    return {unauthorized, "the proxy asks for credentials"};
  case 404:
  case 405:
    return {refused, "check the endpoint's path: a collector's is /v1/metrics"};
  case 413:
    return {refused, "make the requests smaller (max_request_bytes)"};
  case 415:
    return {refused, "it does not take this encoding: choose the other protocol, http/json or "
                     "http/protobuf"};
  case 429:
    return {unavailable, "it is overloaded; give it more, or export less often"};
  case 502:
  case 503:
  case 504:
    return {unavailable, "it, or what stands behind it, is starting or overloaded; see its log"};
  default:
    return status >= 300 && status < 400
               ? status_advice{refused, "redirects are not followed; give the URL behind it"}
               : status_advice{refused, "see the collector's log"};
  }
}

/// Whether a success does not come in the type of the request, as OTLP/HTTP asks for ("OTLP/HTTP
/// Response"). One without a body needs no type.
[[nodiscard]] constexpr bool is_of_another_type(const otlp::answer& came,
                                                std::string_view asked) noexcept {
  const bool success = came.status >= 200 && came.status < 300;
  const bool is_empty = came.content_type.empty() && came.body.empty();
  return success && !is_empty && !is_media_type(came.content_type, asked);
}

/// `type` is the answer's, if it may be shown.
[[nodiscard]] inline export_error tell_type(std::string_view where, long status,
                                            std::string_view type,
                                            std::string_view asked) noexcept {
  return {exporter::push,
          export_trouble::response,
          status,
          {"the answer ", digits{static_cast<std::uint64_t>(status)}.get(), " from ", where, " is ",
           type.empty() ? "of no type" : type, ", and a collector's is ", asked,
           ", as the request: is a collector at this URL, and did it take anything?"}};
}

/// `message` is the receiver's own, if it may be shown. None if the answer is without trouble.
[[nodiscard]] inline export_error tell_answer(std::string_view where, long status,
                                              const otlp::verdict& said,
                                              std::string_view message) noexcept {
  const std::string_view colon = message.empty() ? "" : ": ";
  if (said.action == otlp::action::taken && said.message().empty()) {
    return {};
  }
  if (said.action == otlp::action::taken) {
    return {exporter::push,
            export_trouble::partial,
            status,
            {"all was taken, with a warning, by ", where, colon, message}};
  }
  if (said.action == otlp::action::partial) {
    return {exporter::push,
            export_trouble::partial,
            status,
            {digits{said.rejected_points}.get(), " data points were rejected by ", where, colon,
             message}};
  }
  const status_advice advice = advice_for(status);
  return {exporter::push,
          advice.trouble,
          status,
          {"the answer is ", digits{static_cast<std::uint64_t>(status)}.get(), " from ", where,
           ": ", advice.text, message.empty() ? "" : "; it says: ", message}};
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
