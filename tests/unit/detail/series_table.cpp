// SPDX-License-Identifier: MIT
#include <zerometer/detail/series_table.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace detail = zerometer::detail;

template <class Table>
static typename Table::key key_of(std::string_view text) {
  detail::draw_hash_seed();
  return {0, {text}};
}

TEST_CASE("series are numbered in the order of first sight, and found again") {
  using table_type = detail::series_table<3, 16>;
  static constinit table_type table{};
  CHECK(table.size() == 0);
  CHECK(table.find(key_of<table_type>("a")) == table_type::not_found);
  CHECK(table.add(key_of<table_type>("a")) == 0);
  CHECK(table.add(key_of<table_type>("sixteen letters.")) == 1);
  CHECK(table.add(key_of<table_type>("a")) == 0);
  CHECK(table.find(key_of<table_type>("sixteen letters.")) == 1);
  CHECK(table.add(key_of<table_type>("")) == 2);
  CHECK(table.size() == 3);
  CHECK(table.text(0, 0) == "a");
  CHECK(table.text(1, 0) == "sixteen letters.");
  CHECK(table.text(2, 0).empty());
  CHECK(table.add(key_of<table_type>("b")) == 3);  // full
  CHECK(table.add(key_of<table_type>("a")) == 0);
  CHECK(table.size() == 3);
}

TEST_CASE("several texts and closed values are one key") {
  using table_type = detail::series_table<9, 8, 40>;
  static constinit table_type table{};
  const auto key = [](std::uint32_t digits, std::string_view first, std::string_view second) {
    return table_type::key{digits, {first, second}};
  };
  CHECK(table.add(key(1, "ab", "c")) == 0);
  CHECK(table.add(key(1, "a", "bc")) == 1);
  CHECK(table.add(key(2, "ab", "c")) == 2);
  CHECK(table.add(key(2, "", "a text that is longer than thirty-two")) == 3);
  CHECK(table.find(key(1, "a", "bc")) == 1);
  CHECK(table.digits(2) == 2);
  CHECK(table.text(3, 0).empty());
  CHECK(table.text(3, 1) == "a text that is longer than thirty-two");
}

TEST_CASE("keys of one hash are different series, until no slot is near") {
  using table_type = detail::series_table<1000, 16>;
  static constinit table_type table{};
  std::size_t series = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string text = std::to_string(i);
    table_type::key key = key_of<table_type>(text);
    key.set_hash(0xABCD'EF01'2345'6789);
    const std::size_t found = table.add(key);
    if (found != 1000) {
      CHECK(found == series);
      ++series;
      CHECK(table.find(key) == found);
      CHECK(table.text(found, 0) == text);
    } else {
      CHECK(table.find(key) == table_type::not_found);
    }
  }
  CHECK(series == 128);  // the longest probe
  CHECK(table.size() == 128);
  CHECK(table.add(key_of<table_type>("another")) == 128);  // others are not hurt
}

TEST_CASE("long texts of one hash, alike at both ends, are different series") {
  using table_type = detail::series_table<100, 64>;
  static constinit table_type table{};
  for (std::size_t i = 0; i < 64; ++i) {
    std::string text(64, 'a');
    text[i] = 'b';
    table_type::key key = key_of<table_type>(text);
    key.set_hash(0xABCD'EF01'2345'6789);
    CHECK(table.add(key) == i);
    CHECK(table.find(key) == i);
  }
}

TEST_CASE("two that add at once see each other's records whole") {
  // In step, since a sanitizer tells only of what meets.
  using table_type = detail::series_table<4000, 16>;
  static constinit table_type table{};
  detail::draw_hash_seed();
  std::atomic<int> arrived{0};
  const auto add = [&arrived](char mark) {
    for (int round = 1; round <= 2000; ++round) {
      const std::string text = mark + std::to_string(round);
      const auto key = key_of<table_type>(text);
      ++arrived;
      while (arrived < 2 * round) {
        if (round % 8 == 0) {
          std::this_thread::yield();
        }
      }
      const std::size_t series = table.add(key);
      if (series >= 4000 || table.text(series, 0) != text) {
        return false;
      }
    }
    return true;
  };
  bool other_is_whole = false;
  std::thread other{[&] { other_is_whole = add('b'); }};
  CHECK(add('a'));
  other.join();
  CHECK(other_is_whole);
  CHECK(table.size() == 4000);
}

TEST_CASE("a thread that only looks finds whole records") {
  // Looking is all that it has in common with who adds: a sanitizer tells.
  using table_type = detail::series_table<300, 16>;
  static constinit table_type table{};
  detail::draw_hash_seed();
  std::thread writer{[] {
    for (int i = 0; i < 300; ++i) {
      static_cast<void>(table.add(key_of<table_type>(std::to_string(i))));
    }
  }};
  for (int i = 0; i < 300; ++i) {
    const std::string text = std::to_string(i);
    std::size_t found = table_type::not_found;
    while (found == table_type::not_found) {
      std::this_thread::yield();
      found = table.find(key_of<table_type>(text));
    }
    CHECK(found == static_cast<std::size_t>(i));
  }
  writer.join();
}

// Eight threads add the same keys in different orders, more than there is room for, while others
// read: exactly as many series as there is room for, each once, each with the same number for all.
TEST_CASE("[G-06] [D15] threads that race fill the table exactly, and never twice") {
  constexpr std::size_t capacity = 300;
  constexpr std::size_t keys = 360;
  constexpr std::size_t threads = 8;
  // No divisor in common with `keys`: each thread has all of them, in an order of its own.
  constexpr std::array<std::size_t, threads> strides{1, 7, 11, 13, 17, 19, 23, 29};
  using table_type = detail::series_table<capacity, 16>;
  for (int round = 0; round < 30; ++round) {
    const auto table = std::make_unique<table_type>();
    std::vector<std::array<std::size_t, keys>> numbers(threads);
    std::atomic<bool> stop{false};
    std::atomic<bool> torn{false};
    std::thread reader{[&] {
      while (!stop) {
        const std::size_t size = table->size();
        for (std::size_t i = 0; i < size; ++i) {
          const std::string_view text = table->text(i, 0);
          torn = torn || !text.starts_with("key ") || table->find(key_of<table_type>(text)) != i;
        }
      }
    }};
    std::vector<std::thread> writers;
    for (std::size_t t = 0; t < threads; ++t) {
      writers.emplace_back([&, t] {
        for (std::size_t i = 0; i < keys; ++i) {
          const std::size_t number = i * strides[t] % keys;
          const std::string text = "key " + std::to_string(number);
          numbers[t][number] = table->add(key_of<table_type>(text));
        }
      });
    }
    for (std::thread& writer : writers) {
      writer.join();
    }
    stop = true;
    reader.join();
    CHECK_FALSE(torn);
    REQUIRE(table->size() == capacity);
    std::array<bool, keys> seen{};
    for (std::size_t i = 0; i < capacity; ++i) {
      const auto number =
          static_cast<std::size_t>(std::stoul(std::string{table->text(i, 0).substr(4)}));
      CHECK(table->find(key_of<table_type>(table->text(i, 0))) == i);
      for (std::size_t t = 0; t < threads; ++t) {
        CHECK(numbers[t][number] == i);
      }
      CHECK_FALSE(seen[number]);
      seen[number] = true;
    }
    for (std::size_t number = 0; number < keys; ++number) {
      for (std::size_t t = 0; t < threads; ++t) {
        CHECK((numbers[t][number] == capacity) != seen[number]);
      }
    }
  }
}

TEST_CASE("after a fork what others had begun is free again") {
  using table_type = detail::series_table<4, 16>;
  static constinit table_type table{};
  CHECK(table.add(key_of<table_type>("a")) == 0);
  table.after_fork();
  CHECK(table.size() == 1);
  CHECK(table.find(key_of<table_type>("a")) == 0);
  CHECK(table.add(key_of<table_type>("b")) == 1);
  CHECK(table.text(0, 0) == "a");
}
