// SPDX-License-Identifier: MIT
/// What can be said of a meter behind its name: `zm::meter<server, "my.server",
/// zm::version<"1.2">>`.
///
/// Version, schema URL and attributes are those of OpenTelemetry's instrumentation scope; the rest
/// is storage.
#pragma once

#include <zerometer/fixed_string.hpp>
#include <zerometer/list.hpp>
#include <zerometer/names.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace zerometer {
inline namespace v0_1 {

/// The version of the library that the meter belongs to.
template <fixed_string Text>
struct version {
  static constexpr std::string_view text = Text.view();
};

/// The schema that the meter's names follow.
template <fixed_string Text>
struct schema_url {
  static constexpr std::string_view text = Text.view();
};

/// An attribute of the meter: the label `otel_scope_<key>` on each of its series.
template <fixed_string Key, fixed_string Value>
struct attribute {
  static_assert(detail::is_label_name(Key.view()),
                "an attribute's key has letters, digits and _ . - / and begins with a letter or "
                "one underscore: rename it.");
  static_assert(Key.view() != "name" && Key.view() != "version" && Key.view() != "schema_url",
                "name, version and schema_url of a meter are not attributes: use its name, "
                "zm::version and zm::schema_url.");
  static constexpr std::string_view key = Key.view();
  static constexpr std::string_view value = Value.view();
};

/// How many threads can own a shard at a time; more threads than that share one, atomically. Each
/// shard is a block of all the meter's cells, and costs no memory until a thread has claimed it.
template <std::size_t Count>
struct shards {
  static_assert(Count > 0 && Count <= 4096,
                "a meter has 1 to 4,096 shards: zm::shared_atomic is the meter that has none.");
  static constexpr std::size_t count = Count;
};

/// The most bytes that the meter may take (zm::memory_bytes), where 4 MiB are not enough: a product
/// of labels is quickly written and dearly bought, once for every shard.
template <std::size_t Bytes>
struct memory_limit {
  static constexpr std::size_t bytes = Bytes;
};

/// The meter is recorded by one thread at a time, and the program sees to it: one block of cells,
/// no thread-local storage. Two threads at once lose counts.
struct single_writer {};

/// All threads record into one block of cells, each by a locked instruction: the least memory.
struct shared_atomic {};

/// `zm::enabled<false>`: the meter's calls still compile, and nothing is left of them; it has no
/// memory and is on no page.
template <bool Enabled>
struct enabled {
  static constexpr bool value = Enabled;
};

/// The meter can be dropped at run time (zm::drop): nothing of it is measured, stored or exported
/// then. Its calls cost one predictable branch for that.
struct droppable {};

/// How this thread's shard is found. `initial_exec` is one load and asks for eight bytes of static
/// thread-local storage a meter; `global_dynamic` is a call, for plug-ins with many meters and
/// musl.
enum class tls_model : unsigned char { initial_exec, global_dynamic };

template <tls_model Model>
struct tls {
  static constexpr tls_model model = Model;
};

namespace detail {

template <class Item>
struct is_version : std::false_type {};
template <fixed_string Text>
struct is_version<version<Text>> : std::true_type {};

template <class Item>
struct is_schema_url : std::false_type {};
template <fixed_string Text>
struct is_schema_url<schema_url<Text>> : std::true_type {};

template <class Item>
struct is_attribute : std::false_type {};
template <fixed_string Key, fixed_string Value>
struct is_attribute<attribute<Key, Value>> : std::true_type {};

template <class Item>
struct is_shards : std::false_type {};
template <std::size_t Count>
struct is_shards<shards<Count>> : std::true_type {};

template <class Item>
struct is_memory_limit : std::false_type {};
template <std::size_t Bytes>
struct is_memory_limit<memory_limit<Bytes>> : std::true_type {};

template <class Item>
struct is_policy : std::bool_constant<std::is_same_v<Item, single_writer> ||
                                      std::is_same_v<Item, shared_atomic>> {};

template <class Item>
struct is_enabled : std::false_type {};
template <bool Enabled>
struct is_enabled<enabled<Enabled>> : std::true_type {};

template <class Item>
struct is_droppable : std::is_same<Item, droppable> {};

template <class Item>
struct is_tls : std::false_type {};
template <tls_model Model>
struct is_tls<tls<Model>> : std::true_type {};

/// The one option of a kind, or `Default` when there is none.
template <class Options, template <class> class Is, class Default>
struct option {
  using found = typename filtered<Options, Is>::type;
  static_assert(found::size <= 1, "an option of a meter stands there twice: remove one.");
  using type = typename element<0, typename joined<found, list<Default>>::type>::type;
};

/// A meter's options, each with its default.
template <class... Options>
struct meter_options {
  static_assert(((is_version<Options>::value || is_schema_url<Options>::value ||
                  is_attribute<Options>::value || is_shards<Options>::value ||
                  is_policy<Options>::value || is_enabled<Options>::value ||
                  is_droppable<Options>::value || is_tls<Options>::value ||
                  is_memory_limit<Options>::value) &&
                 ...),
                "behind its name a meter takes zm::version, zm::schema_url, zm::attribute, "
                "zm::shards, zm::single_writer, zm::shared_atomic, zm::enabled, "
                "zm::droppable, zm::tls and zm::memory_limit.");
  using all = list<Options...>;
  static constexpr std::string_view version_text = option<all, is_version, version<"">>::type::text;
  static constexpr std::string_view schema_url_text =
      option<all, is_schema_url, schema_url<"">>::type::text;
  using attributes = typename filtered<all, is_attribute>::type;
  static constexpr tls_model model = option<all, is_tls, tls<tls_model::initial_exec>>::type::model;
  static constexpr bool is_enabled = option<all, detail::is_enabled, enabled<true>>::type::value;
  static constexpr std::size_t memory_limit_bytes =
      option<all, is_memory_limit, memory_limit<4 << 20>>::type::bytes;

  static constexpr bool is_droppable = (detail::is_droppable<Options>::value || ...);

  using policy = typename option<all, is_policy, void>::type;
  static constexpr bool is_single_writer = std::is_same_v<policy, single_writer>;
  static constexpr bool is_shared = std::is_same_v<policy, shared_atomic>;
  static_assert(std::is_void_v<policy> || !(is_shards<Options>::value || ...),
                "zm::single_writer and zm::shared_atomic have no shards: leave zm::shards out.");
  static constexpr std::size_t shard_count =
      is_shared ? 0 : (is_single_writer ? 1 : option<all, is_shards, shards<64>>::type::count);
};

}  // namespace detail
}  // namespace v0_1
}  // namespace zerometer
