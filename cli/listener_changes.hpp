#pragma once

#include "fanfare/admin.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace fanfare {

struct arguments;
struct console;

/// Makes the listener, says so with its id on `to.out`, and on `to.err` what
/// its creator should know. `--name`, `--filter` and `--delivery` are
/// added to the draft.
/// Returns the exit code.
int create_listener(const arguments& said, console& to, listener_draft draft);

/// Changes the listener of `--listener-id` and says so. `--event-type`,
/// `--filter`, `--delivery` and `--unset` are added to the change; a change of nothing is no
/// failure, a key to be taken out that is not there is one.
/// @param notifier_type if not empty, listeners of another type are refused:
///        their configuration has other keys.
int update_listener(const arguments& said, console& to, listener_change change,
                    std::string_view notifier_type = {});

/// The same two for the commands of one notifier type.
/// @param config what their flags say of it, or why they say nothing sound.
int create_listener_of(std::string_view notifier_type, const arguments& said, console& to,
                       const result<nlohmann::ordered_json>& config);
int update_listener_of(std::string_view notifier_type, const arguments& said, console& to,
                       const result<nlohmann::ordered_json>& config);

/// Says on `to.err` why nothing came of a command on this listener; a listener
/// that is not there as Pulp says it. Returns the exit code.
int fail_listener(console& to, std::string_view id, const error& why);

} // namespace fanfare
