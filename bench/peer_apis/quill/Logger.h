// SPDX-License-Identifier: MIT
#pragma once
#include "Frontend.h"
