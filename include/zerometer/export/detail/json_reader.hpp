// SPDX-License-Identifier: MIT
/// What a receiver answers in JSON, read without a tree: each text and number that stands in an
/// object is shown once, with its key and the key of the object around it.
///
///     const bool valid = detail::read_json(text, [](const detail::json_member& one) { … });
///
/// All of the text is checked against the grammar of RFC 8259, up to a depth; members were shown
/// before a fault behind them is found, so nothing of an invalid text counts. No allocation. Not a
/// parser for others' data: a key that is written with escapes is not decoded, and bytes are not
/// checked to be UTF-8.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <string_view>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

struct json_member {
  std::size_t depth;        // 1 in the outermost object
  std::string_view parent;  // of depth 1: none
  std::string_view key;     // in an array: none
  std::string_view value;   // as it is written, without quotes
  bool is_text;
};

template <class Visitor>
class json_walk {
public:
  json_walk(std::string_view text, Visitor visit) noexcept : rest_{text}, visit_{visit} {}

  [[nodiscard]] bool whole() noexcept {
    if (!value(0, {}, {})) {
      return false;
    }
    skip_space();
    return rest_.empty();
  }

private:
  static constexpr std::size_t deepest = 32;

  [[nodiscard]] bool value(std::size_t depth, std::string_view parent,
                           std::string_view key) noexcept {
    skip_space();
    std::string_view token;
    switch (peek()) {
    case '{':
      return depth < deepest && members(depth + 1, key);
    case '[':
      return depth < deepest && elements(depth + 1, key);
    case '"':
      if (!text(token)) {
        return false;
      }
      visit_(json_member{depth, parent, key, token, true});
      return true;
    case 't':
      return word("true");
    case 'f':
      return word("false");
    case 'n':
      return word("null");
    default:
      if (!number(token)) {
        return false;
      }
      visit_(json_member{depth, parent, key, token, false});
      return true;
    }
  }

  [[nodiscard]] bool members(std::size_t depth, std::string_view parent) noexcept {
    return list('}', [&]() noexcept {
      std::string_view key;
      skip_space();
      if (!text(key)) {
        return false;
      }
      skip_space();
      return take(':') && value(depth, parent, key);
    });
  }
  [[nodiscard]] bool elements(std::size_t depth, std::string_view parent) noexcept {
    return list(']', [&]() noexcept { return value(depth, parent, {}); });
  }
  template <class One>
  [[nodiscard]] bool list(char end, One one) noexcept {
    rest_.remove_prefix(1);
    skip_space();
    if (take(end)) {
      return true;
    }
    do {
      if (!one()) {
        return false;
      }
      skip_space();
    } while (take(','));
    return take(end);
  }

  [[nodiscard]] bool text(std::string_view& token) noexcept {
    if (!take('"')) {
      return false;
    }
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        token = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (static_cast<unsigned char>(rest_[i]) < ' ') {
        return false;
      }
      if (rest_[i] == '\\' && !escape(i)) {
        return false;
      }
    }
    return false;
  }
  /// The escape at `i`, which becomes the place of its last character.
  [[nodiscard]] bool escape(std::size_t& i) const noexcept {
    ++i;
    if (i >= rest_.size() || rest_[i] != 'u') {
      return i < rest_.size() &&
             std::string_view{"\"\\/bfnrt"}.find(rest_[i]) != std::string_view::npos;
    }
    for (const std::size_t end = i + 4; i < end;) {
      ++i;
      if (i >= rest_.size() ||
          std::string_view{"0123456789abcdefABCDEF"}.find(rest_[i]) == std::string_view::npos) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool number(std::string_view& token) noexcept {
    const std::string_view before = rest_;
    static_cast<void>(take('-'));
    const bool whole_part = take('0') || digits();
    const bool fraction = !take('.') || digits();
    bool exponent = true;
    if (take('e') || take('E')) {
      static_cast<void>(take('+') || take('-'));
      exponent = digits();
    }
    token = before.substr(0, before.size() - rest_.size());
    return whole_part && fraction && exponent;
  }
  [[nodiscard]] bool digits() noexcept {
    const std::size_t before = rest_.size();
    while (peek() >= '0' && peek() <= '9') {
      rest_.remove_prefix(1);
    }
    return rest_.size() != before;
  }

  [[nodiscard]] bool word(std::string_view expected) noexcept {
    const bool there = rest_.starts_with(expected);
    rest_.remove_prefix(there ? expected.size() : 0);
    return there;
  }
  [[nodiscard]] bool take(char expected) noexcept {
    const bool there = !rest_.empty() && rest_.front() == expected;
    rest_.remove_prefix(there ? 1 : 0);
    return there;
  }
  [[nodiscard]] char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  void skip_space() noexcept {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  Visitor visit_;
};

/// Whether all of `text` is one JSON value.
template <class Visitor>
[[nodiscard]] bool read_json(std::string_view text, Visitor visit) noexcept {
  return json_walk<Visitor>{text, visit}.whole();
}

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
