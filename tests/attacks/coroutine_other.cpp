// SPDX-License-Identifier: MIT
#include "coroutine.hpp"

void record_elsewhere() {
  hops::calls::inc();
  far_hops::calls::inc();
}

using near = zm::detail::shard_pointer<hops, zm::tls_model::initial_exec>;
using far = zm::detail::shard_pointer<far_hops, zm::tls_model::global_dynamic>;

const std::uint64_t* shard_here() { return near::value; }
const std::uint64_t* far_shard_here() { return far::value; }
