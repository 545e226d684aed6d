// SPDX-License-Identifier: MIT
#include <zerometer/export/otlp_response.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace otlp = zerometer::otlp;
using otlp::action;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

constexpr std::int64_t now = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr std::string_view json = "application/json";
constexpr std::string_view protobuf = "application/x-protobuf";

/// What follows from an answer, in a line.
std::string said(long status, std::string_view type, std::string_view body,
                 std::string_view retry_after = {}) {
  const otlp::verdict verdict = otlp::classify({status, type, retry_after, body}, now);
  const char* const names[] = {"taken", "partial", "retry", "give up"};
  return names[static_cast<int>(verdict.action)] + (verdict.is_unread ? " unread"s : ""s) +
         (verdict.retry_after != 0 ? " after " + std::to_string(verdict.retry_after) : ""s) +
         (verdict.rejected_points != 0 ? " -" + std::to_string(verdict.rejected_points) : ""s) +
         (verdict.size != 0 ? " '" + std::string{verdict.message()} + '\'' : ""s);
}

}  // namespace

TEST_CASE("[F-10] 2xx is success, whatever the body") {
  CHECK(said(200, json, "") == "taken");
  CHECK(said(200, json, "{}") == "taken");
  CHECK(said(200, json, R"({"partialSuccess":{}})") == "taken");
  CHECK(said(200, json, R"({"partialSuccess":null})") == "taken");
  CHECK(said(200, protobuf, "") == "taken");
  CHECK(said(200, protobuf, "\x0a\x00"sv) == "taken");
  CHECK(said(202, "", "") == "taken");
  CHECK(said(299, "text/plain", "fine") == "taken");
  CHECK(said(200, "text/html", R"({"partialSuccess":{"rejectedDataPoints":"3"}})") == "taken");
  CHECK(said(200, json, R"({"partialSuccess":{"rejectedDataPoints":"3")") == "taken");
  CHECK(said(200, json, "\x0a\x02\x08\x03"sv) == "taken");
  CHECK(said(200, protobuf, "\x0a\x02\x08\x03\x0a"sv) == "taken");
  CHECK(said(200, protobuf, "\x0a\x03\x08\x03\x12"sv) == "taken");
}

TEST_CASE("[F-11] a partial success is counted and shown, and not retried") {
  CHECK(said(200, json, R"({"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"bad"}})") ==
        "partial -3 'bad'");
  CHECK(said(200, json, R"({"partialSuccess":{"rejectedDataPoints":3,"errorMessage":"b\nd"}})") ==
        "partial -3 'b\nd'");
  CHECK(said(200, "Application/JSON ; charset=utf-8",
             R"({"x":[{"partialSuccess":1}],"partialSuccess":{"rejectedDataPoints":"3"}})") ==
        "partial -3");
  CHECK(said(200, protobuf,
             "\x0a\x07\x08\x03\x12\x03"
             "bad"sv) == "partial -3 'bad'");
  CHECK(said(503, json, R"({"partialSuccess":{"rejectedDataPoints":"3"}})") == "retry");
  // Not where it belongs, or no number of points.
  CHECK(said(200, json, R"({"rejectedDataPoints":"3"})") == "taken");
  CHECK(said(200, json, R"({"partialSuccess":[{"rejectedDataPoints":"3"}]})") == "taken");
  for (const char* const count : {"-3", "\"-3\"", "3.5", "1e3", "\"\"", "\"three\"", "true",
                                  "\"9223372036854775808\"", "99999999999999999999999"}) {
    CAPTURE(count);
    CHECK(said(200, json,
               R"({"partialSuccess":{"rejectedDataPoints":)" + std::string{count} + "}}") ==
          "taken");
  }
  CHECK(said(200, json, R"({"partialSuccess":{"rejectedDataPoints":"9223372036854775807"}})") ==
        "partial -9223372036854775807");
  CHECK(said(200, protobuf, "\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv) == "taken");
}

TEST_CASE("[F-12] a message with nothing rejected is a warning") {
  CHECK(said(200, json, R"({"partialSuccess":{"rejectedDataPoints":"0","errorMessage":"old"}})") ==
        "taken 'old'");
  CHECK(said(200, json, R"({"partialSuccess":{"errorMessage":"old"}})") == "taken 'old'");
  CHECK(said(200, protobuf, "\x0a\x05\x12\x03old"sv) == "taken 'old'");
}

TEST_CASE("[F-13] 429, 502, 503 and 504 are worth a repetition, and nothing else is") {
  for (long status = 300; status < 600; ++status) {
    CAPTURE(status);
    const bool again = status == 429 || status == 502 || status == 503 || status == 504;
    CHECK((otlp::classify({status, {}, "7", {}}, now).action == action::retry) == again);
    CHECK((otlp::classify({status, {}, "7", {}}, now).retry_after == 7000) == again);
    CHECK((otlp::classify({status, {}, {}, {}}, now).action == action::give_up) == !again);
  }
}

TEST_CASE("[F-14] what is given up says why") {
  CHECK(said(400, json, R"({"code":3,"message":"no such field"})") == "give up 'no such field'");
  CHECK(said(500, json, R"({"details":[{"message":"x"}],"message":"q\u00e9"})") == "give up 'qé'");
  CHECK(said(400, json, R"({"code":3,"message":"no such field")") == "give up");
  CHECK(said(400, json, R"({"message":7})") == "give up");
  CHECK(said(400, protobuf,
             "\x08\x03\x12\x03"
             "bad"sv) == "give up 'bad'");
  CHECK(said(400, protobuf,
             "\x08\x03\x12\x04"
             "bad"sv) == "give up");
  CHECK(said(401, "text/plain; charset=utf-8", "no auth") == "give up unread 'no auth'");
  CHECK(said(502, "text/html", "<html>") == "retry");
  CHECK(said(301, json, "") == "give up unread");
  CHECK(said(307, json, "") == "give up unread");
  CHECK(said(413, "", "") == "give up");
  CHECK(said(501, "", "") == "give up");
  for (const long unread : {401, 403, 404, 405, 407, 408, 415}) {
    CHECK(said(unread, "", "") == "give up unread");
  }
  CHECK(said(0, "", "") == "give up unread");
}

TEST_CASE("[E-04] what is not known of an answer is passed over") {
  CHECK(said(200, json,
             R"({"x":{"partialSuccess":{"rejectedDataPoints":"9"}},"partialSuccess":)"
             R"({"new":[{"errorMessage":"no"}],"rejectedDataPoints":"3"},"y":null})") ==
        "partial -3");
  CHECK(said(200, protobuf,
             "\x12\x01x\x0a\x0d\x08\x03\x1d\x01\x02\x03\x04\x22\x04"
             "abcd\x28\x07"sv) == "partial -3");
  CHECK(said(400, protobuf,
             "\x08\x03\x12\x03"
             "bad"
             "\x1a\x02\x0a\x00"sv) == "give up 'bad'");
  // A field of another type is another field.
  CHECK(said(200, protobuf, "\x0a\x04\x08\x03\x0a\x00"sv) == "partial -3");
  CHECK(said(200, protobuf, "\x0a\x02\x08\x03\x08\x07"sv) == "partial -3");
  CHECK(said(400, protobuf,
             "\x12\x03"
             "bad"
             "\x10\x07"sv) == "give up 'bad'");
}

TEST_CASE("a message is cut on a character's boundary, and UTF-8") {
  const std::string two_bytes = "x" + [] {
    std::string text;
    for (int i = 0; i < 200; ++i) {
      text += "é";
    }
    return text;
  }();
  const std::string shown = two_bytes.substr(0, 255);
  CHECK(said(400, "text/plain", two_bytes) == "give up '" + shown + "'");
  CHECK(said(400, json, "{\"message\":\"" + two_bytes + "\"}") == "give up '" + shown + "'");
  CHECK(said(400, "text/plain", "a\xFF") == "give up 'a\xEF\xBF\xBD'");
  CHECK(said(400, json, "{\"message\":\"a\xFF\"}") == "give up 'a\xEF\xBF\xBD'");
}

TEST_CASE("[F-20] Retry-After is seconds or a date; what is past is nothing") {
  CHECK(otlp::retry_after("120", now) == 120'000);
  CHECK(otlp::retry_after("0", now) == 0);
  CHECK(otlp::retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now) == 10'000);
  CHECK(otlp::retry_after("Sunday, 06-Nov-94 08:50:37 GMT", now) == 60'000);
  CHECK(otlp::retry_after("Sun Nov  6 09:49:37 1994", now) == 3'600'000);
  CHECK(otlp::retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == 0);
  CHECK(otlp::retry_after("Sun, 06 Nov 1994 08:49:36 GMT", now) == 0);
  for (const char* const none : {"", "-1", "1.5", "1 ", " 1", "soon", "1e3", "0x10"}) {
    CAPTURE(none);
    CHECK(otlp::retry_after(none, now) == 0);
  }
  CHECK(otlp::retry_after("18446744073709551616", now) == 1'000'000'000'000);
  CHECK(otlp::retry_after("Sun, 06 Nov 9994 08:49:37 GMT", now) == 1'000'000'000'000);
}
