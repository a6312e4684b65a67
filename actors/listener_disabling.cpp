#include "actors/listener_disabling.hpp"

#include "messages/listener_json.hpp"

#include <limits>
#include <optional>

namespace fanfare {

namespace {

constexpr int most_looks = 5;

/// Returns the listener disabled; nothing if it is to be left alone.
std::optional<stored_listener> disabled(const disable_order& order,
                                        const std::optional<stored_listener>& now) {
  if (!now || now->id != order.listener) // found by its name
    return std::nullopt;
  auto read = kept_listener(now->id, now->json);
  if (!read || !read->enabled || read->notifier_config != order.notifier_config)
    return std::nullopt;
  read->enabled = false;
  return stored_listener{read->id, read->name, read->notifier_type, false, to_json(*read)};
}

result<disable_end> with_version(disable_end::kind what, listener_store& in) {
  // No edits are that new: it answers with the version alone.
  const auto now = in.edits_since(std::numeric_limits<std::uint64_t>::max());
  if (!now)
    return now.error();
  return disable_end{what, now->version};
}

} // namespace

result<disable_end> carry_out(const disable_order& order, listener_store& in) {
  auto failure = error{errc::conflict, {}};
  for (int look = 0; look < most_looks && failure.code == errc::conflict; ++look) {
    const auto now = in.find(order.listener);
    if (!now)
      return now.error();
    const auto next = disabled(order, *now);
    if (!next)
      return with_version(disable_end::kind::left_alone, in);
    const auto put = in.put(*next, (*now)->json);
    if (put)
      return with_version(disable_end::kind::disabled, in);
    failure = put.error();
  }
  return failure;
}

} // namespace fanfare
