// SPDX-License-Identifier: MIT
#pragma once
#include "../meter_provider.h"
