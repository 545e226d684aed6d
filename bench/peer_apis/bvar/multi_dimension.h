// SPDX-License-Identifier: MIT
// What peer_bvar.cpp calls, declared as bvar/multi_dimension.h of brpc declares it.
#pragma once

#include "../butil/strings/string_piece.h"

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace bvar {

template <class T, class KeyType = std::list<std::string>, bool Shared = false>
class MultiDimension {
public:
  using key_type = KeyType;
  MultiDimension(const butil::StringPiece&, const key_type& labels) : labels_{labels.size()} {}

  template <class K = key_type>
  T* get_stats(const K& labels_value) {
    if (labels_value.size() != labels_)
      return nullptr;
    key_type key;
    for (const auto& one : labels_value)
      key.push_back(std::string{one.data(), one.size()});
    const std::lock_guard lock{mutex_};
    auto& found = all_[key];
    if (!found)
      found = std::make_unique<T>();
    return found.get();
  }

  void list_stats(std::vector<key_type>* names) {
    const std::lock_guard lock{mutex_};
    for (const auto& [key, value] : all_)
      names->push_back(key);
  }

private:
  std::size_t labels_;
  std::mutex mutex_;
  std::map<key_type, std::unique_ptr<T>> all_;
};

}  // namespace bvar
