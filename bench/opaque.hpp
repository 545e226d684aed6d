// SPDX-License-Identifier: MIT
//
// How a benchmark calls: through a function that is neither inlined nor written anew for what it is
// called with, as one in another file would be. clang does the latter only for constants, so what a
// benchmark passes is known at run time alone.
#pragma once

#if defined(__clang__)
#define BENCH_OPAQUE [[gnu::noinline]]
#else
#define BENCH_OPAQUE [[gnu::noipa]]
#endif
