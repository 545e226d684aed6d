// SPDX-License-Identifier: MIT
/// A page as long as it becomes, up to a limit: the one thing that an exporter of ours takes from
/// the heap.
///
/// It grows by doubling, so that a page of which nothing is known is copied a few times, and is cut
/// to its size when it is given away: who reads slowly holds the page and no more.
#pragma once

#include <zerometer/version.hpp>

#include <cstddef>
#include <cstdlib>
#include <span>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

enum class page_status : unsigned char {
  complete,
  not_collected,  // a collection inside a collection
  too_large,      // for the limit
  no_memory,
};

class page_buffer {
public:
  /// `expected` is a guess: no more than it is taken at first.
  page_buffer(std::size_t limit, std::size_t expected) noexcept
      : limit_{limit}, expected_{expected} {}
  page_buffer(const page_buffer&) = delete;
  page_buffer& operator=(const page_buffer&) = delete;
  ~page_buffer() { std::free(data_); }

  /// Room for at least one byte more and for `size` where the limit allows it, to be filled from
  /// its begin; empty if there is none, and then status() says why.
  [[nodiscard]] std::span<char> room(std::size_t size) noexcept {
    if (capacity_ - size_ < size && capacity_ < limit_ && !grow(size_ + size)) {
      return {};
    }
    if (size_ == capacity_) {
      status_ = page_status::too_large;
    }
    const std::size_t left = capacity_ - size_;
    return {data_ + size_, left < size ? left : size};
  }
  void fill(std::size_t size) noexcept { size_ += size; }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] page_status status() const noexcept { return status_; }

  /// The page, for std::free; null if nothing was ever asked for.
  [[nodiscard]] char* release() noexcept {
    void* const cut = size_ == 0 ? nullptr : std::realloc(data_, size_);
    char* const page = cut == nullptr ? data_ : static_cast<char*>(cut);
    data_ = nullptr;
    capacity_ = 0;
    size_ = 0;
    return page;
  }

private:
  bool grow(std::size_t needed) noexcept {
    std::size_t wanted = capacity_ == 0 ? expected_ : capacity_ * 2;
    wanted = wanted < needed ? needed : wanted;
    wanted = wanted > limit_ ? limit_ : wanted;
    void* const grown = std::realloc(data_, wanted);
    if (grown == nullptr) {
      status_ = page_status::no_memory;
      return false;
    }
    data_ = static_cast<char*>(grown);
    capacity_ = wanted;
    return true;
  }

  std::size_t limit_;
  std::size_t expected_;
  char* data_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  page_status status_ = page_status::complete;
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
