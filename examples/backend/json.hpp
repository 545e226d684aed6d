// SPDX-License-Identifier: MIT
/// As much JSON (RFC 8259) as the API speaks: it reads an object of strings, and quotes a string.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace backend::json {

using object = std::map<std::string, std::string, std::less<>>;

/// Nothing when the text is no object, or a value in it is no string.
[[nodiscard]] std::optional<object> parse(std::string_view text);

/// With the quotation marks.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace backend::json
