// SPDX-License-Identifier: MIT
// What peer_bvar.cpp calls, declared as butil/strings/string_piece.h of brpc declares it.
#pragma once

#include <cstddef>
#include <string>

namespace butil {

template <class String>
class BasicStringPiece {
public:
  using value_type = typename String::value_type;
  BasicStringPiece() = default;
  BasicStringPiece(const value_type* text) : text_{text}, size_{String{text}.size()} {}
  BasicStringPiece(const String& text) : text_{text.data()}, size_{text.size()} {}
  const value_type* data() const { return text_; }
  std::size_t size() const { return size_; }
  String as_string() const { return {text_, size_}; }

private:
  const value_type* text_ = nullptr;
  std::size_t size_ = 0;
};
using StringPiece = BasicStringPiece<std::string>;

}  // namespace butil
