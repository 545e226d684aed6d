// SPDX-License-Identifier: MIT
/// Options, said to curl, which copies all of them: nothing of the caller's is kept. Credentials
/// go into a header and nowhere else.
#pragma once

#include <zerometer/detail/header_field.hpp>
#include <zerometer/export/detail/c_text.hpp>
#include <zerometer/export/detail/curl_transfer.hpp>
#include <zerometer/export/detail/secrets.hpp>
#include <zerometer/export/error.hpp>
#include <zerometer/export/push_options.hpp>

#include <array>
#include <cstddef>
#include <string_view>

#include <curl/curl.h>
#include <fcntl.h>
#include <unistd.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// The endpoint as a line may say it: without a user, a query or a fragment, which may be secret.
struct endpoint_text {
  std::array<char, 200> text{};
  std::size_t size = 0;

  void append(std::string_view piece) noexcept {
    for (const char c : piece) {
      if (size < text.size()) {
        text[size++] = c;
      }
    }
  }
  [[nodiscard]] std::string_view get() const noexcept { return {text.data(), size}; }
};

/// A URL that curl has parsed.
class parsed_url {
public:
  explicit parsed_url(const char* text) noexcept : url_{::curl_url()} {
    valid_ = url_ != nullptr && ::curl_url_set(url_, CURLUPART_URL, text, 0) == CURLUE_OK;
  }
  parsed_url(const parsed_url&) = delete;
  parsed_url& operator=(const parsed_url&) = delete;
  ~parsed_url() { ::curl_url_cleanup(url_); }

  [[nodiscard]] bool valid() const noexcept { return valid_; }
  /// Whether the part is there; it is shown to `visit`.
  template <class Visitor>
  bool part(CURLUPart which, Visitor visit) const noexcept {
    char* text = nullptr;
    const bool there = ::curl_url_get(url_, which, &text, 0) == CURLUE_OK;
    if (there) {
      visit(std::string_view{text});
    }
    ::curl_free(text);
    return there;
  }
  [[nodiscard]] bool has(CURLUPart which) const noexcept {
    return part(which, [](std::string_view) noexcept {});
  }

private:
  CURLU* url_;
  bool valid_;
};

[[nodiscard]] inline export_error check_endpoint(std::string_view endpoint,
                                                 endpoint_text& shown) noexcept {
  const c_text<longest_option> text{{endpoint}};
  const parsed_url url{text.fits() ? text.get() : ""};
  // Not shown: who knows what stands in it.
  if (!url.valid()) {
    return misconfigured({"the endpoint is no URL: one is http://localhost:4318/v1/metrics"});
  }
  bool known = false;
  url.part(CURLUPART_SCHEME, [&](std::string_view scheme) noexcept {
    known = scheme == "http" || scheme == "https";
    shown.append(scheme);
    shown.append("://");
  });
  if (!known) {
    return misconfigured({"the endpoint is to begin with http:// or https://: one is "
                          "http://localhost:4318/v1/metrics"});
  }
  if (url.has(CURLUPART_USER) || url.has(CURLUPART_PASSWORD)) {
    return misconfigured({"the endpoint has a user or a password in it, where others see it: give "
                          "them as credentials"});
  }
  const auto append = [&](std::string_view part) noexcept { shown.append(part); };
  url.part(CURLUPART_HOST, append);
  url.part(CURLUPART_PORT, [&](std::string_view port) noexcept {
    shown.append(":");
    shown.append(port);
  });
  url.part(CURLUPART_PATH, append);
  return {};
}

/// All that is the same in each request. `hidden` learns what must not be shown.
[[nodiscard]] inline export_error set_up(curl_transfer& transfer, const push_options& options,
                                         std::string_view content_type, secrets& hidden) noexcept {
  constexpr std::string_view own_product = "zerometer/0.1.0";
  std::array<char, longest_header> room;
  bool ok = transfer.open();
  if (!ok) {
    return {exporter::push, export_trouble::memory, 0, {"no memory is left for libcurl"}};
  }
  const c_text<longest_header> agent{
      {options.product, options.product.empty() ? "" : " ", own_product}};
  ok = agent.fits() && transfer.set(CURLOPT_USERAGENT, agent.get()) &&
       transfer.set_text(CURLOPT_URL, options.endpoint) &&
       transfer.set_text(CURLOPT_SSLCERT, options.client_certificate) &&
       transfer.set_text(CURLOPT_SSLKEY, options.client_key);
  if (!options.ca_file.empty()) {
    ok = ok && transfer.set_text(CURLOPT_CAINFO, options.ca_file) &&
         transfer.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  ok = ok && transfer.headers().add("Content-Type", content_type) &&
       transfer.headers().add("Content-Encoding", "gzip", true) &&
       // Else curl asks before each larger request whether it may send it.
       transfer.headers().remove("Expect");
  for (const push_header& header : options.headers) {
    if (!options.credentials || !is_same_field(header.name, "authorization")) {
      ok = ok && transfer.headers().add(header.name, header.value);
      hidden.add(header.value);
      // The last word of it too: "Bearer …".
      hidden.add(header.value.substr(header.value.rfind(' ') + 1));
    }
  }
  if (options.credentials) {
    const std::string_view basic = basic_authorization(*options.credentials, room);
    ok = ok && transfer.headers().add("Authorization", basic);
    hidden.add(options.credentials->password);
    hidden.add(basic.substr(basic.find(' ') + 1));
  }
  return ok ? export_error{}
            : misconfigured(
                  {"an option is longer than 4 KB, has a zero in it, or libcurl was built "
                   "without what it asks for"});
}

/// Calls `visit(what, file)` for each file that cannot be read. curl opens them when it connects,
/// again each time: one that is missing may still come.
template <class Visitor>
void visit_unreadable(const push_options& options, Visitor visit) noexcept {
  const auto check = [&](std::string_view what, std::string_view file) noexcept {
    const c_text<longest_option> path{{file}};
    const int opened = file.empty() ? -1 : ::open(path.get(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened >= 0) {
      ::close(opened);
    } else if (!file.empty()) {
      visit(what, file);
    }
  };
  check("the CA file", options.ca_file);
  check("the client certificate", options.client_certificate);
  check("the client certificate's key", options.client_key);
}

/// Whether an Authorization header gives way to the credentials.
[[nodiscard]] constexpr bool has_two_authorizations(const push_options& options) noexcept {
  bool two = false;
  for (const push_header& header : options.headers) {
    two = two || (options.credentials && is_same_field(header.name, "authorization"));
  }
  return two;
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
