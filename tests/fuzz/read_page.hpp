// SPDX-License-Identifier: MIT
/// A page of either text format read by the letter: what its grammar does not allow is a fault, and
/// so is what ours never write, such as a timestamp or a sample without labels.
///
/// Sources: Prometheus, "Exposition formats", Text format details; OpenMetrics 1.0, ABNF.
#pragma once

#include "kept_text.hpp"
#include "planted.hpp"

#include <zerometer/text_format.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fuzz {

inline void expect(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
  }
}

using labels = std::map<std::string, std::string>;
/// Values by the sample's name and labels: each is there once.
using samples = std::map<std::pair<std::string, labels>, double>;

class page_reader {
public:
  page_reader(std::string_view page, zerometer::text_format format) {
    expect(kept_text(page) == page, "the page is UTF-8");
    if (format == zerometer::text_format::openmetrics) {
      expect(page.ends_with("# EOF\n"), "the page has its end");
      page.remove_suffix(std::string_view{"# EOF\n"}.size());
    }
    while (!page.empty()) {
      const std::size_t size = page.find('\n');
      expect(size != std::string_view::npos, "the last line has its end");
      line_ = page.substr(0, size);
      page.remove_prefix(size + 1);
      line_.starts_with('#') ? read_header() : read_sample();
    }
  }
  [[nodiscard]] const samples& found() const { return found_; }

private:
  bool skip(std::string_view text) {
    const bool is_there = line_.starts_with(text);
    line_.remove_prefix(is_there ? text.size() : 0);
    return is_there;
  }
  std::string name() {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    constexpr std::string_view digits = "0123456789";
    std::string text;
    while (!line_.empty() &&
           (letters.find(line_.front()) != std::string_view::npos ||
            (!text.empty() && digits.find(line_.front()) != std::string_view::npos))) {
      text += line_.front();
      line_.remove_prefix(1);
    }
    expect(!text.empty(), "a name");
    return text;
  }
  std::string label_value() {
    std::string text;
    while (!skip("\"")) {
      if (skip("\\n")) {
        text += planted_fault ? 'n' : '\n';
      } else if (skip("\\\"")) {
        text += '"';
      } else if (skip("\\\\")) {
        text += '\\';
      } else {
        expect(!line_.empty() && line_.front() != '\\', "a text ends, and has three escapes");
        text += line_.front();
        line_.remove_prefix(1);
      }
    }
    expect(!text.empty(), "an absent label is not written");
    return text;
  }

  void read_header() {
    const std::string_view whole = line_;
    expect(skip("# HELP ") || skip("# TYPE ") || skip("# UNIT "), "a header");
    family_ = name();
    expect(skip(" "), "a header says something");
    expect(headers_.emplace(whole.substr(0, whole.size() - line_.size())).second, "a header once");
  }
  void read_sample() {
    const std::string sample = name();
    bool is_of_family = false;
    for (const char* suffix : {"", "_total", "_info", "_bucket", "_count", "_sum"}) {
      is_of_family = is_of_family || sample == family_ + suffix;
    }
    expect(is_of_family, "a sample stands behind its family's header");
    labels all;
    for (const char* separator = "{"; !skip("} "); separator = ",") {
      expect(skip(separator), "labels");
      std::string key = name();
      expect(skip("=\""), "a label has a value");
      expect(all.emplace(std::move(key), label_value()).second, "a label once");
    }
    const std::string number{line_};
    char* end = nullptr;
    const double value = std::strtod(number.c_str(), &end);
    expect(!number.empty() && end == number.c_str() + number.size(), "a number, and no more");
    expect(found_.emplace(std::pair{sample, std::move(all)}, value).second, "a sample once");
  }

  std::string_view line_;
  std::string family_;
  std::set<std::string> headers_;
  samples found_;
};

}  // namespace fuzz
