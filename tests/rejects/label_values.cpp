// SPDX-License-Identifier: MIT
// expect 1: this enumeration has no label_values
// expect 2: an enumerator has no value: add its text to label_values
// expect 3: label_values lists more than there are
// expect 4: an enumeration of label values is numbered from 0 without a gap
// expect 5: a label's enumeration must be scoped: write enum class
// expect 6: a label's type is an enum class, bool, zm::integers<...> or
// expect 8: two enumerators have the same text in label_values
// expect 9: two texts in label_values differ only in bytes that are not UTF-8
// expect 10: zm::values lists texts, one for each enumerator
// expect 7: a label's type is an enum class, bool, zm::integers<...> or
#include <zerometer/zerometer.hpp>

namespace zm = zerometer;

#if REJECT == 5
enum fur { black, white, ginger };
#elif REJECT == 4
enum class fur { black, white, ginger = 7 };
#else
enum class fur { black, white, ginger };
#endif

#if REJECT == 2
constexpr auto label_values(fur) { return zm::values("black", "white"); }
#elif REJECT == 3
constexpr auto label_values(fur) { return zm::values("black", "white", "ginger", "tabby"); }
#elif REJECT == 8
constexpr auto label_values(fur) { return zm::values("black", "white", "white"); }
#elif REJECT == 9
constexpr auto label_values(fur) { return zm::values("red\xFF", "red\xFE", "ginger"); }
#elif REJECT == 10
constexpr auto label_values(fur) { return zm::values(1, 2, 3); }
#elif REJECT != 1
constexpr auto label_values(fur) { return zm::values("red\xFF", "réd", "ginger"); }
#endif

struct cat : zm::meter<cat, "cat"> {
#if REJECT == 6
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur", int>> {};
#elif REJECT == 7
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur", const char*>> {};
#else
  struct lives : counter<"lives", "", "Lives.", zm::label<"fur", fur>> {};
#endif
  using metrics = zm::list<lives>;
};

#if REJECT == 6
void die() { cat::lives::inc(1); }
#elif REJECT == 7
void die() { cat::lives::inc("white"); }
#elif REJECT == 5
void die() { cat::lives::inc(white); }
#else
void die() { cat::lives::inc(fur::white); }
#endif
