// SPDX-License-Identifier: MIT
/// The life of a managed object: which state comes behind which, and by what.
///
///     pre_active --activate--> active --revoke--> deactivated
///     pre_active, deactivated --destroy--> destroyed
///
/// and beside it, once it is known that others may have the key:
///
///     pre_active, active, deactivated --revoke--> compromised --destroy--> destroyed_compromised
///     destroyed --revoke--> destroyed_compromised
///
/// Source: OASIS, KMIP Specification 2.1, the attribute State and its figure "Cryptographic Object
/// States and Transitions"; the operations Activate, Revoke and Destroy.
#pragma once

#include <zerometer/zerometer.hpp>

#include <optional>

namespace backend {

namespace zm = zerometer;

enum class kmip_state {
  pre_active,
  active,
  deactivated,
  compromised,
  destroyed,
  destroyed_compromised,
};

constexpr auto label_values(kmip_state) {
  return zm::values("pre_active", "active", "deactivated", "compromised", "destroyed",
                    "destroyed_compromised");
}

enum class revocation_reason {
  unspecified,
  key_compromise,
  ca_compromise,
  affiliation_changed,
  superseded,
  cessation_of_operation,
  privilege_withdrawn,
};

constexpr auto label_values(revocation_reason) {
  return zm::values("unspecified", "key_compromise", "ca_compromise", "affiliation_changed",
                    "superseded", "cessation_of_operation", "privilege_withdrawn");
}

/// Then its key is no more.
[[nodiscard]] constexpr bool is_destroyed(kmip_state now) noexcept {
  return now == kmip_state::destroyed || now == kmip_state::destroyed_compromised;
}

/// The three operations: the state behind each, or nothing where the state does not allow it.
[[nodiscard]] constexpr std::optional<kmip_state> activated(kmip_state now) noexcept {
  return now == kmip_state::pre_active ? std::optional(kmip_state::active) : std::nullopt;
}

[[nodiscard]] constexpr std::optional<kmip_state> revoked(kmip_state now,
                                                          revocation_reason why) noexcept {
  if (why != revocation_reason::key_compromise && why != revocation_reason::ca_compromise) {
    return now == kmip_state::active ? std::optional(kmip_state::deactivated) : std::nullopt;
  }
  switch (now) {
  case kmip_state::pre_active:
  case kmip_state::active:
  case kmip_state::deactivated:
    return kmip_state::compromised;
  case kmip_state::destroyed:
    return kmip_state::destroyed_compromised;
  case kmip_state::compromised:
  case kmip_state::destroyed_compromised:
    break;
  }
  return std::nullopt;
}

[[nodiscard]] constexpr std::optional<kmip_state> destroyed(kmip_state now) noexcept {
  switch (now) {
  case kmip_state::pre_active:
  case kmip_state::deactivated:
    return kmip_state::destroyed;
  case kmip_state::compromised:
    return kmip_state::destroyed_compromised;
  case kmip_state::active:
  case kmip_state::destroyed:
  case kmip_state::destroyed_compromised:
    break;
  }
  return std::nullopt;
}

}  // namespace backend
