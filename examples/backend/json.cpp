// SPDX-License-Identifier: MIT
#include "json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <utility>

namespace backend::json {

namespace {

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU));
  };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | (point >> 6U));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0U | (point >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (point >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Reads from the front of a text. Every function says whether it found what it reads.
class reader {
public:
  explicit reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool take(char wanted) {
    skip_space();
    if (rest_.empty() || rest_.front() != wanted) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool at_end() {
    skip_space();
    return rest_.empty();
  }

  [[nodiscard]] bool read_string(std::string& out) {
    if (!take('"')) {
      return false;
    }
    while (!rest_.empty()) {
      const char next = rest_.front();
      rest_.remove_prefix(1);
      if (next == '"') {
        return true;
      }
      if (static_cast<unsigned char>(next) < 0x20 || (next == '\\' && !read_escape(out))) {
        return false;
      }
      if (next != '\\') {
        out += next;
      }
    }
    return false;
  }

private:
  void skip_space() {
    const auto first = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
  }

  [[nodiscard]] bool read_escape(std::string& out) {
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) {
      return false;
    }
    const char name = rest_.front();
    rest_.remove_prefix(1);
    if (name == 'u') {
      return read_code_point(out);
    }
    const auto found = names.find(name);
    if (found == std::string_view::npos) {
      return false;
    }
    out += meant[found];
    return true;
  }

  [[nodiscard]] bool read_hex(std::uint32_t& value) {
    const char* end = rest_.data() + 4;
    if (rest_.size() < 4 || std::from_chars(rest_.data(), end, value, 16).ptr != end) {
      return false;
    }
    rest_.remove_prefix(4);
    return true;
  }

  [[nodiscard]] bool read_code_point(std::string& out) {
    std::uint32_t point = 0;
    if (!read_hex(point) || (point >= 0xDC00 && point < 0xE000)) {
      return false;
    }
    if (point >= 0xD800 && point < 0xDC00) {  // the first half of a surrogate pair
      std::uint32_t low = 0;
      if (!rest_.starts_with("\\u")) {
        return false;
      }
      rest_.remove_prefix(2);
      if (!read_hex(low) || low < 0xDC00 || low >= 0xE000) {
        return false;
      }
      point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(out, point);
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<object> parse(std::string_view text) {
  reader in(text);
  object members;
  if (!in.take('{')) {
    return std::nullopt;
  }
  if (!in.take('}')) {
    do {
      std::string name;
      std::string value;
      if (!in.read_string(name) || !in.take(':') || !in.read_string(value)) {
        return std::nullopt;
      }
      members.insert_or_assign(std::move(name), std::move(value));
    } while (in.take(','));
    if (!in.take('}')) {
      return std::nullopt;
    }
  }
  return in.at_end() ? std::optional(std::move(members)) : std::nullopt;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

}  // namespace backend::json
