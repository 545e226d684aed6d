// SPDX-License-Identifier: MIT
#pragma once
#include "nostd.h"
