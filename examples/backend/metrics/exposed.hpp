// SPDX-License-Identifier: MIT
/// All that the backend exposes: its own meters, those of the process and of the exporters.
///
/// Two classes of meters, as the documentation has it: those about actors and synchronizations,
/// which may be dropped where there are too many of them, and InfisicalCore, whose attributes are
/// bounded. A metric that joins is one more nested struct in one of them, and one more name in its
/// list.
#pragma once

#include "metrics/http.hpp"
#include "metrics/infisical.hpp"
#include "metrics/infisical_core.hpp"
#include "metrics/older.hpp"

#include <zerometer/export/self.hpp>
#include <zerometer/process.hpp>
#include <zerometer/zerometer.hpp>

namespace backend {

using exposed = zm::exposition<infisical, infisical_core, older_api, integrations, secret_syncs,
                               pki_syncs, http, zm::process, zm::exports>;

/// What the process is: room for service.name, service.version, git.commit.sha and
/// deployment.environment.
using resource = zm::resource<1024>;

}  // namespace backend
