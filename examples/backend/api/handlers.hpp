// SPDX-License-Identifier: MIT
/// The handlers, one for each kind of endpoint; each stands in the file of its subject. They answer
/// what routes.hpp says that their endpoint answers, and throw trouble.
#pragma once

#include "api/call.hpp"
#include "api/services.hpp"

namespace backend {

[[nodiscard]] reply report_status(services& of, call& one);  // api/status.cpp
[[nodiscard]] reply log_in(services& of, call& one);         // api/login.cpp
[[nodiscard]] reply log_in_by_provider(services& of, call& one);
[[nodiscard]] reply list_secrets(services& of, call& one);  // api/secrets.cpp
[[nodiscard]] reply read_secret(services& of, call& one);
[[nodiscard]] reply write_secret(services& of, call& one);
[[nodiscard]] reply delete_secret(services& of, call& one);
[[nodiscard]] reply rotate_secret(services& of, call& one);      // api/rotation.cpp
[[nodiscard]] reply change_membership(services& of, call& one);  // api/membership.cpp
[[nodiscard]] reply open_stream(services& of, call& one);        // api/audit_stream.cpp
[[nodiscard]] reply sync_secrets(services& of, call& one);       // api/syncs.cpp
[[nodiscard]] reply sync_certificates(services& of, call& one);
[[nodiscard]] reply sync_integration(services& of, call& one);

[[nodiscard]] reply renew_token(services& of, call& one);    // api/renewal.cpp
[[nodiscard]] reply configure_sso(services& of, call& one);  // api/sso.cpp
[[nodiscard]] reply provision(services& of, call& one);      // api/scim.cpp
[[nodiscard]] reply manage_keys(services& of, call& one);    // api/kmip.cpp

}  // namespace backend
