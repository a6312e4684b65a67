#pragma once

#include "fanfare/listener.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Writes a listener as it is kept in a store and shown by `--json`: one
/// object, no line breaks, members in the order of the README.
std::string to_json(const listener& what);

/// Reads what `to_json` or an admin wrote. Fails with `errc::invalid_listener`;
/// the text starts with the field. Checks shapes, ids, names, event-type
/// patterns and `delivery`; `notifier_config` is the notifier's to check.
result<listener> listener_from_json(std::string_view json);

/// Reads a listener that is kept under `id`: whoever wrote it, by hand perhaps,
/// may have left the id out of it, but not written another one.
/// Otherwise as `listener_from_json`.
result<listener> kept_listener(std::string_view id, std::string_view json);

/// Applies a listener's `delivery` (JSON object or empty) to the defaults.
/// Fails with `errc::invalid_listener`, naming `delivery.<key>`.
result<delivery_options> apply_delivery(std::string_view delivery, delivery_options defaults);

/// Merges `change` into `object`, one level deep; null removes a key.
/// `field` stands for the object in errors.
result<std::string> merge_json(std::string_view object, std::string_view change,
                               std::string_view field);

/// What stands in the place of a secret.
inline constexpr std::string_view mask = "********";

/// Puts the mask in the place of each of `fields` that is there, at any depth
/// the notifier names with dots. What is only a reference to a secret is shown.
std::string mask_fields(std::string_view config, const std::vector<std::string>& fields);

/// As `mask_fields`, but takes them out.
std::string without_fields(std::string_view config, const std::vector<std::string>& fields);

/// Checks an id or a name: `[A-Za-z0-9_.-]{1,64}`.
bool is_listener_name(std::string_view text);

} // namespace fanfare
