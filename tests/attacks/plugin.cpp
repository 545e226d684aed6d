// SPDX-License-Identifier: MIT
/// A plug-in, loaded by plugin_host.cpp.
#include "plugin.hpp"

namespace {

// Unloading runs it after the object's pthread key was deleted.
const struct at_unload {
  ~at_unload() { record_here(1); }
} last_words;

}  // namespace

extern "C" {
[[gnu::visibility("default")]] extern const plugin the_plugin;
const plugin the_plugin{record_here, see_here, split_here};
}
