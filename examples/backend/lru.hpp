// SPDX-License-Identifier: MIT
/// A table of a fixed number of entries: one more, and the least recently used one goes.
///
/// No lock in it: whoever owns it has one. Not for values that are dear to copy: get() gives a
/// pointer, good until the next put() or erase().
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace backend {

template <class Key, class Value, class Hash = std::hash<Key>>
class lru {
public:
  /// At least one entry.
  explicit lru(std::size_t capacity) : capacity_(capacity == 0 ? 1 : capacity) {}

  /// A null pointer when there is none. Makes it the most recently used one.
  [[nodiscard]] Value* get(const Key& key) {
    const auto found = at_.find(key);
    if (found == at_.end()) {
      return nullptr;
    }
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return &found->second->second;
  }

  void put(Key key, Value value) {
    if (Value* const old = get(key)) {
      *old = std::move(value);
      return;
    }
    if (at_.size() == capacity_) {
      at_.erase(by_use_.back().first);
      by_use_.pop_back();
    }
    by_use_.emplace_front(key, std::move(value));
    at_.emplace(std::move(key), by_use_.begin());
  }

  void erase(const Key& key) {
    if (const auto found = at_.find(key); found != at_.end()) {
      by_use_.erase(found->second);
      at_.erase(found);
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return at_.size(); }

private:
  using entries = std::list<std::pair<Key, Value>>;

  std::size_t capacity_;
  entries by_use_;  // the most recently used first
  std::unordered_map<Key, typename entries::iterator, Hash> at_;
};

}  // namespace backend
