// SPDX-License-Identifier: MIT
/// As much JSON as a dashboard needs: objects, arrays, texts and numbers, indented so that a
/// difference between two of them reads well.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

namespace catalogue {

/// An empty key is an element of an array, or the document itself.
class json_writer {
public:
  void begin_object(std::string_view key = {}) { begin(key, '{'); }
  void end_object() { end('}'); }
  void begin_array(std::string_view key = {}) { begin(key, '['); }
  void end_array() { end(']'); }
  void text(std::string_view key, std::string_view value) {
    next(key);
    quote(value);
  }
  void number(std::string_view key, std::int64_t value) {
    next(key);
    out_ += std::to_string(value);
  }
  void boolean(std::string_view key, bool value) {
    next(key);
    out_ += value ? "true" : "false";
  }
  [[nodiscard]] std::string str() const { return out_ + '\n'; }

private:
  void next(std::string_view key) {
    out_ += first_ ? "" : ",";
    if (depth_ != 0) {
      out_ += '\n';
      out_.append(2 * depth_, ' ');
    }
    first_ = false;
    if (!key.empty()) {
      quote(key);
      out_ += ": ";
    }
  }
  void begin(std::string_view key, char bracket) {
    next(key);
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void end(char bracket) {
    --depth_;
    if (!first_) {
      out_ += '\n';
      out_.append(2 * depth_, ' ');
    }
    out_ += bracket;
    first_ = false;
  }
  void quote(std::string_view value) {
    out_ += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (static_cast<unsigned char>(c) < 0x20) {
        fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

}  // namespace catalogue
