// SPDX-License-Identifier: MIT
/// Headers as curl takes them: a list for requests as they are, and one for those that are
/// compressed.
#pragma once

#include <zerometer/export/detail/c_text.hpp>

#include <array>
#include <string_view>

#include <curl/curl.h>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

class curl_headers {
public:
  curl_headers() noexcept = default;
  curl_headers(const curl_headers&) = delete;
  curl_headers& operator=(const curl_headers&) = delete;
  ~curl_headers() { clear(); }

  /// False if it is too long, has a zero in it, or there is no memory for it; so with the others.
  [[nodiscard]] bool add(std::string_view name, std::string_view value,
                         bool compressed_only = false) noexcept {
    // With nothing behind a colon curl would leave a header away.
    const c_text<8192> line{{name, value.empty() ? ";" : ": ", value}};
    return line.fits() && (compressed_only || append(lists_[0], line.get())) &&
           append(lists_[1], line.get());
  }
  /// One that curl would send by itself.
  [[nodiscard]] bool remove(std::string_view name) noexcept {
    const c_text<64> line{{name, ":"}};
    return line.fits() && append(lists_[0], line.get()) && append(lists_[1], line.get());
  }
  void clear() noexcept {
    for (curl_slist*& list : lists_) {
      ::curl_slist_free_all(list);
      list = nullptr;
    }
  }
  [[nodiscard]] curl_slist* list(bool compressed) const noexcept {
    return lists_[compressed ? 1 : 0];
  }

private:
  [[nodiscard]] static bool append(curl_slist*& list, const char* line) noexcept {
    curl_slist* const longer = ::curl_slist_append(list, line);
    list = longer != nullptr ? longer : list;
    return longer != nullptr;
  }

  std::array<curl_slist*, 2> lists_{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
