// SPDX-License-Identifier: MIT
#include <zerometer/export/detail/push_report.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace zm = zerometer;
namespace detail = zm::detail;
using enum zm::export_trouble;

namespace {

constexpr std::string_view where = "http://collector:4318/v1/metrics";

zm::otlp::verdict verdict(zm::otlp::action action, std::uint64_t rejected,
                          std::string_view message) {
  zm::otlp::verdict said;
  said.action = action;
  said.rejected_points = rejected;
  for (const char c : message) {
    said.text[said.size++] = c;
  }
  return said;
}

}  // namespace

TEST_CASE("[F-15] what libcurl says is worth a repetition or not, and what kind of trouble it is") {
  struct row {
    CURLcode code;
    bool again;
    zm::export_trouble trouble;
  };
  for (const row& each : {row{CURLE_COULDNT_CONNECT, true, unreachable},
                          row{CURLE_COULDNT_RESOLVE_HOST, true, address},
                          row{CURLE_COULDNT_RESOLVE_PROXY, true, address},
                          row{CURLE_GOT_NOTHING, true, unreachable},
                          row{CURLE_SEND_ERROR, true, unreachable},
                          row{CURLE_RECV_ERROR, true, unreachable},
                          row{CURLE_PARTIAL_FILE, true, unreachable},
                          row{CURLE_SSL_CONNECT_ERROR, true, tls},
                          row{CURLE_OPERATION_TIMEDOUT, true, internal},
                          row{CURLE_PEER_FAILED_VERIFICATION, false, tls},
                          row{CURLE_SSL_CERTPROBLEM, false, tls},
                          row{CURLE_SSL_CACERT_BADFILE, false, tls},
                          row{CURLE_SSL_ISSUER_ERROR, false, tls},
                          row{CURLE_SSL_INVALIDCERTSTATUS, false, tls},
                          row{CURLE_SSL_CLIENTCERT, false, tls},
                          row{CURLE_UNSUPPORTED_PROTOCOL, false, response},
                          row{CURLE_WEIRD_SERVER_REPLY, false, response},
                          row{CURLE_OUT_OF_MEMORY, false, memory},
                          row{CURLE_FAILED_INIT, false, internal},
                          row{CURLE_WRITE_ERROR, false, internal}}) {
    CAPTURE(each.code);
    CHECK(detail::is_worth_retrying(each.code) == each.again);
    const zm::export_error told = detail::tell_failure(where, each.code, "why", false);
    CHECK(told.trouble() == each.trouble);
    CHECK(told.code() == each.code);
    CHECK(told.from() == zm::exporter::push);
    CHECK(told.text().find(std::string{where} + " (why): ") != told.text().npos);
    CHECK(detail::tell_failure(where, each.code, "why", true).trouble() == descriptors);
  }
}

TEST_CASE("[F-14] every status that is no success says what to do") {
  for (long status = 300; status < 600; ++status) {
    CAPTURE(status);
    const auto said = verdict(zm::otlp::action::give_up, 0, "because");
    const zm::export_error told = detail::tell_answer(where, status, said, said.message());
    CHECK(told.code() == status);
    CHECK(told.text().find(std::to_string(status)) != told.text().npos);
    CHECK(told.text().ends_with("; it says: because"));
    const bool later = status == 429 || status == 502 || status == 503 || status == 504;
    const bool who = status == 401 || status == 403 || status == 407;
    CHECK(told.trouble() == (later ? unavailable : who ? unauthorized : refused));
  }
  const auto silent = verdict(zm::otlp::action::give_up, 0, "");
  CHECK(detail::tell_answer(where, 401, silent, "").text() ==
        "the answer is 401 from http://collector:4318/v1/metrics: check the user and the password "
        "against the collector's");
}

TEST_CASE("[F-11] [F-12] a success that is none, and one with a warning") {
  using zm::otlp::action;
  CHECK_FALSE(detail::tell_answer(where, 200, verdict(action::taken, 0, ""), ""));
  CHECK(detail::tell_answer(where, 200, verdict(action::taken, 0, "old"), "old").text() ==
        "all was taken, with a warning, by http://collector:4318/v1/metrics: old");
  CHECK(detail::tell_answer(where, 200, verdict(action::partial, 3, "bad"), "bad").text() ==
        "3 data points were rejected by http://collector:4318/v1/metrics: bad");
  CHECK(detail::tell_answer(where, 200, verdict(action::partial, 3, ""), "").text() ==
        "3 data points were rejected by http://collector:4318/v1/metrics");
}

TEST_CASE("a success in another type than the request's") {
  static constexpr std::string_view asked = "application/x-protobuf";
  const auto other = [](long status, std::string_view type, std::string_view body) {
    return detail::is_of_another_type({status, type, {}, body}, asked);
  };
  CHECK(other(200, "text/html", "<p>"));
  CHECK(other(200, "application/json", "{}"));
  CHECK(other(299, "text/html; charset=utf-8", ""));
  CHECK(other(200, "", "x"));
  CHECK_FALSE(other(200, "", ""));
  CHECK_FALSE(other(200, "Application/X-Protobuf; a=b", "x"));
  CHECK_FALSE(other(404, "text/html", "<p>"));  // is told as what it is
  CHECK(detail::tell_type(where, 200, "text/html", asked).text() ==
        "the answer 200 from http://collector:4318/v1/metrics is text/html, and a collector's is "
        "application/x-protobuf, as the request: is a collector at this URL, and did it take "
        "anything?");
  CHECK(detail::tell_type(where, 200, "", asked).text().find("is of no type,") !=
        std::string_view::npos);
  CHECK(detail::tell_type(where, 200, "", asked).trouble() == response);
}

TEST_CASE("no answer, none in time, and one that does not end") {
  using detail::post_phase;
  CHECK(detail::tell_timeout(where, 1234, post_phase::answer).text() ==
        "no answer within 1234 ms from http://collector:4318/v1/metrics: is the collector "
        "overloaded, or the timeout too short?");
  CHECK(detail::tell_timeout(where, 1, post_phase::connection).text().find("firewall") !=
        std::string_view::npos);
  CHECK(detail::tell_timeout(where, 1, post_phase::address).text().find("DNS") !=
        std::string_view::npos);
  CHECK(detail::tell_timeout(where, 1, post_phase::answer).trouble() == timeout);
  CHECK(detail::tell_interrupted(where).trouble() == timeout);
  CHECK(detail::tell_too_long(where).trouble() == too_large);
}
