#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Returns the secret that `text` stands for: what an `env:NAME` or a
/// `file:PATH` holds here and now, or `text` itself. One line break at the end
/// of a file is dropped. Any notifier uses it when it carries out an attempt.
/// Fails with `errc::invalid_listener`, naming the reference: then the attempt
/// is to be tried again, for it may be there later.
/// Thread safety: may be called from any thread; reads the file system.
result<std::string> resolve_secret(std::string_view text);

} // namespace fanfare
