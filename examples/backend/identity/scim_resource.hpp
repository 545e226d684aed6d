// SPDX-License-Identifier: MIT
/// A user or a group as a company's directory provisions it: a JSON object of a few attributes.
///
/// A user has userName, displayName, externalId and active; a group displayName, externalId and
/// members, which are `{"value": ID}` of users. Other attributes are ignored.
/// Source: RFC 7643, 4.1 and 4.2; RFC 7644, 3.5.2 (PATCH).
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace backend {

enum class scim_kind { user, group };

inline constexpr std::size_t scim_longest_text = 128;
inline constexpr std::size_t scim_most_members = 100;
inline constexpr std::size_t scim_most_patches = 100;

/// The attribute that nobody else's resource of the kind has the value of, and none is without.
[[nodiscard]] std::string_view scim_name_attribute(scim_kind what) noexcept;

/// What is kept of an object: nothing where it is no such resource.
[[nodiscard]] std::optional<nlohmann::json> scim_resource(scim_kind what,
                                                          const nlohmann::json& said);

/// The resource behind all operations of a patch; nothing where one of them cannot be done.
[[nodiscard]] std::optional<nlohmann::json> scim_patched(scim_kind what, const nlohmann::json& was,
                                                         const nlohmann::json& patch);

/// Of a group: whoever has this id is no longer a member.
void scim_take_out(nlohmann::json& group, std::string_view id);

/// ASCII in lower case: names and operations are the same in any.
[[nodiscard]] std::string scim_folded(std::string_view text);

}  // namespace backend
