// SPDX-License-Identifier: MIT
/// A plug-in, loaded by plugin_host.cpp.
#include "plugin.hpp"

extern "C" {
[[gnu::visibility("default")]] extern const plugin the_plugin;
const plugin the_plugin{record_here, see_here, split_here};
}
