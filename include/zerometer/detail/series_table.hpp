// SPDX-License-Identifier: MIT
/// The series of a metric with text labels: a table of fixed size that only grows, numbered in the
/// order of first sight.
///
/// A known series is found in an index of open addressing: no lock, no wait, no store. A new one is
/// written in full to a record that only this thread holds, and appended to the table's order by
/// one compare-and-swap, so that nobody ever sees half a key. Who loses that race compares the
/// winner's key with his own, and goes on behind it if it is another. So there is never a
/// duplicate, and the table is full when exactly `Capacity` series stand in its order.
///
/// The index is a copy of the order, behind it by what is being added at the moment. Who adds a
/// series, or finds one that the index lacks, first completes the index up to it: what a thread has
/// recorded, it sees in its next snapshot.
#pragma once

#include <zerometer/detail/claim_bitmap.hpp>
#include <zerometer/detail/text.hpp>
#include <zerometer/detail/text_key.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace zerometer {
inline namespace v0_1 {
namespace detail {

/// `Sizes`: the most bytes of each text.
template <std::size_t Capacity, std::size_t... Sizes>
class series_table {
public:
  static constexpr std::size_t texts = sizeof...(Sizes);
  using key = text_key<texts>;
  static constexpr std::size_t not_found = ~std::size_t{0};

  /// The series with this key. Any thread; a signal handler too.
  [[nodiscard]] [[gnu::always_inline]] std::size_t find(const key& wanted) const noexcept {
    std::size_t slot = wanted.hash() % slots;
    for (std::size_t step = 0; step < longest_probe; ++step) {
      const std::uint64_t entry = load_entry(slot);
      if (entry == 0) {
        break;
      }
      if ((entry ^ wanted.hash()) >> tag_shift == 0 &&
          is_same(records_[entry >> number_bits & number_mask], wanted)) {
        return (entry & number_mask) - 1;
      }
      slot = (slot + 1) % slots;
    }
    return not_found;
  }

  /// The series with this key, which is a new one if nobody else has added it meanwhile;
  /// `Capacity` when the table is full. The key's hash is made with the seed that was drawn.
  [[nodiscard]] [[gnu::noinline]] std::size_t add(const key& wanted) noexcept {
    // First how far the index is complete, then the index: what it lacks stands behind that.
    std::size_t number = size();
    prefetch(number);
    const std::size_t known = find(wanted);
    if (known != not_found) {
      return known;
    }
    if (number == Capacity || !has_room(wanted.hash())) {
      return overflow();
    }
    std::size_t mine = records;
    for (; number < Capacity; ++number) {
      // Acquire: pairs with the release below; the record is as its writer left it.
      std::uint32_t seen = __atomic_load_n(&order_[number], __ATOMIC_ACQUIRE);
      if (seen == 0) {
        if (mine == records) {
          mine = free_.take(number / 64);
          if (mine == records) {
            return overflow();  // `spare` others are in here at this very moment
          }
          write(records_[mine], wanted);
        }
        // Release: the record is complete before it can be seen. Acquire: so is the winner's.
        if (__atomic_compare_exchange_n(&order_[number], &seen,
                                        static_cast<std::uint32_t>(mine + 1), false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
          complete_index(number);
          return number;
        }
      }
      if (is_same(records_[seen - 1], wanted)) {
        complete_index(number);
        break;
      }
    }
    if (mine != records) {
      free_.put_back(mine);
    }
    return number == Capacity ? overflow() : number;
  }

  /// How many series there are: those below are found, read, and never change.
  [[nodiscard]] std::size_t size() const noexcept {
    // Acquire: pairs with the release in complete_index().
    return __atomic_load_n(&size_, __ATOMIC_ACQUIRE);
  }

  /// Whether a key has found no room, ever.
  [[nodiscard]] bool has_overflow() const noexcept {
    return __atomic_load_n(&overflow_, __ATOMIC_RELAXED);  // relaxed: guards no other data
  }

  /// A label's value in a series that size() counts. What lies `block` bytes behind it is readable.
  [[nodiscard]] std::string_view text(std::size_t series, std::size_t position) const noexcept {
    const record& found = record_of(series);
    const char* stored = found.text.data();
    for (std::size_t i = 0; i < position; ++i) {
      stored += padded(found.sizes[i]);
    }
    return {stored, found.sizes[position]};
  }
  [[nodiscard]] std::uint32_t digits(std::size_t series) const noexcept {
    return record_of(series).digits;
  }

  /// In the child of a fork, where this thread is the only one: what others had begun is dropped.
  void after_fork() noexcept {
    std::size_t number = size();
    while (number < Capacity && order_[number] != 0) {
      ++number;
    }
    if (number != 0) {
      complete_index(number - 1);
    }
    free_ = {};
    for (std::size_t i = 0; i < number; ++i) {
      free_.hold(order_[i] - 1);
    }
  }

private:
  static constexpr std::size_t longest_text = (Sizes + ... + std::size_t{0});
  /// Records beyond the capacity, for keys that are being written.
  static constexpr std::size_t spare = 64;
  static constexpr std::size_t records = Capacity + spare;
  /// At most half of them used.
  static constexpr std::size_t slots = std::bit_ceil(2 * Capacity);
  /// A new key that finds no slot in so many steps is refused: only an attacker's keys are so
  /// close. As many may be filled by others until it is entered as can be writing at a time.
  static constexpr std::size_t probe = slots < 128 ? slots : 128;
  static constexpr std::size_t longest_probe = probe + spare < slots ? probe + spare : slots;

  /// How many bytes of a record are written, unless its texts are long.
  static constexpr std::size_t written = 256;

  // An entry of the index: the hash's upper bits, a record's number, and a series' plus one.
  static constexpr unsigned number_bits = 21;
  static constexpr std::uint64_t number_mask = (std::uint64_t{1} << number_bits) - 1;
  static constexpr unsigned tag_shift = 2 * number_bits;

  static constexpr std::size_t padded(std::size_t size) noexcept { return (size + 7) / 8 * 8; }

  /// What is compared stands together, in front.
  struct alignas(64) record {
    std::uint64_t hash;
    std::uint32_t digits;
    std::array<std::uint16_t, texts> sizes;
    std::array<text_words, texts> words;
    // One text behind the other, each padded to eight bytes.
    alignas(8) std::array<char, longest_text + 8 * texts + block> text;
  };

  [[nodiscard]] std::uint64_t load_entry(std::size_t slot) const noexcept {
    // Acquire: pairs with the release in enter(); the record is complete.
    return __atomic_load_n(&index_[slot], __ATOMIC_ACQUIRE);
  }
  [[nodiscard]] const record& record_of(std::size_t series) const noexcept {
    // Acquire: pairs with the release in add().
    return records_[__atomic_load_n(&order_[series], __ATOMIC_ACQUIRE) - 1];
  }

  [[nodiscard]] [[gnu::always_inline]] static bool is_same(const record& stored,
                                                           const key& wanted) noexcept {
    return difference_of(stored, wanted, typename key::numbers{}) == 0 &&
           (!wanted.is_long() || is_same_long(stored, wanted, typename key::numbers{}));
  }
  template <std::size_t... I>
  [[nodiscard]] [[gnu::always_inline]] static std::uint64_t
  difference_of(const record& stored, const key& wanted, std::index_sequence<I...>) noexcept {
    return ((difference(stored.words[I], wanted.text(I).words) |
             (stored.sizes[I] ^ wanted.text(I).size)) |
            ... | (stored.digits ^ wanted.digits()));
  }
  template <std::size_t... I>
  [[nodiscard]] [[gnu::always_inline]] static bool
  is_same_long(const record& stored, const key& wanted, std::index_sequence<I...>) noexcept {
    [[maybe_unused]] const char* text = stored.text.data();
    return (... && is_same_middle(wanted.text(I),
                                  std::exchange(text, text + padded(wanted.text(I).size))));
  }

  /// Asks for the record that a series of this number most likely takes: its lines come while the
  /// index is searched, and the exchange that publishes it does not wait for them.
  void prefetch(std::size_t number) const noexcept {
    const auto* const begin = reinterpret_cast<const char*>(&records_[number]);
    for (std::size_t line = 0; line < sizeof(record) && line < written; line += 64) {
      __builtin_prefetch(begin + line, 1);
    }
  }

  static void write(record& mine, const key& wanted) noexcept {
    mine.hash = wanted.hash();
    mine.digits = wanted.digits();
    char* text = mine.text.data();
    for (std::size_t i = 0; i < texts; ++i) {
      mine.sizes[i] = static_cast<std::uint16_t>(wanted.text(i).size);
      mine.words[i] = wanted.text(i).words;
      if (wanted.text(i).size != 0) {  // memcpy takes no null pointer, whatever the size
        std::memcpy(text, wanted.text(i).data, wanted.text(i).size);
      }
      text += padded(wanted.text(i).size);
    }
  }

  [[nodiscard]] std::size_t overflow() noexcept {
    if (!has_overflow()) {  // asked first: a line that all write is slow
      __atomic_store_n(&overflow_, true, __ATOMIC_RELAXED);  // relaxed: guards no other data
    }
    return Capacity;
  }

  [[nodiscard]] bool has_room(std::uint64_t hash) const noexcept {
    for (std::size_t step = 0; step < probe; ++step) {
      if (load_entry((hash + step) % slots) == 0) {
        return true;
      }
    }
    return false;
  }

  /// Enters all series up to this one that the index lacks. Several threads may do so at once: an
  /// entry is the same whoever makes it, and its slot is the first free one of its key for all.
  void complete_index(std::size_t last) noexcept {
    std::size_t number = size();
    for (; number <= last; ++number) {
      // Acquire: pairs with the release in add().
      enter(number, __atomic_load_n(&order_[number], __ATOMIC_ACQUIRE) - 1);
    }
    std::size_t size = __atomic_load_n(&size_, __ATOMIC_RELAXED);
    // Release: pairs with the acquire in size().
    while (size <= last && !__atomic_compare_exchange_n(&size_, &size, last + 1, true,
                                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
    }
  }
  void enter(std::size_t number, std::size_t at) noexcept {
    const std::uint64_t hash = records_[at].hash;
    const std::uint64_t entry =
        (hash >> tag_shift << tag_shift) | std::uint64_t{at} << number_bits | (number + 1);
    for (std::size_t step = 0; step < slots; ++step) {
      std::uint64_t seen = 0;
      // Release: pairs with the acquire in load_entry().
      if (__atomic_compare_exchange_n(&index_[(hash + step) % slots], &seen, entry, false,
                                      __ATOMIC_RELEASE, __ATOMIC_RELAXED) ||
          seen == entry) {
        return;
      }
    }
  }

  std::size_t size_ = 0;
  bool overflow_ = false;
  claim_bitmap<records> free_{};
  std::array<std::uint64_t, slots> index_{};
  std::array<std::uint32_t, Capacity> order_{};
  std::array<record, records> records_{};
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
