// SPDX-License-Identifier: MIT
/// The mark of a program or shared object that has meters: an ELF note, there in memory also where
/// the symbols were stripped.
///
/// A meter that two objects have, each for itself, is found by the names of its cells
/// (symbols.hpp). Where the names are gone the note is what is left, so that nobody takes "cannot
/// be told" for "there is none". It costs 28 bytes in each object file, no instruction and no
/// initialiser; not in a group of sections and not merged, since linkers drop the one and gold
/// loses the type of the other. Source: System V ABI, "Note Section".
#pragma once

#include <zerometer/version.hpp>

#if defined(__ELF__)
// The sizes of name and content, the type, the name.
asm(R"(.pushsection .note.zerometer,"a",%note
.balign 4
.long 15, 0, 0
.asciz "zerometer v0_1"
.balign 4
.popsection)");
#endif
