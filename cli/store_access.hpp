#pragma once

#include "fanfare/admin.hpp"
#include "fanfare/configuration.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <memory>

namespace fanfare {

struct arguments;
struct console;

/// Reads the configuration that a command works with: `--config`, the
/// environment, then `--store`.
result<configuration> chosen_configuration(const arguments& said);

/// Returns its values. Says on `to.err` which store that is if nobody named one.
result<options> chosen_options(const arguments& said, console& to);

/// Opens the store that a command works on.
result<std::unique_ptr<admin>> open_admin(const arguments& said, console& to,
                                          if_missing then = if_missing::fail);

} // namespace fanfare
