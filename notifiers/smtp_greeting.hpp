#pragma once

#include "notifiers/smtp_server.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace fanfare {

/// Opens a connection to the mail server as a mail would, with STARTTLS and the
/// login that the configuration asks for, and closes it again without a mail.
/// Blocks, at most about as long as `patience`. Returns what went wrong, with
/// no secret in it; nothing if a mail could be sent now.
/// Thread safety: may be called from any thread.
std::optional<std::string> greeting_fault(const smtp_server& server,
                                          std::chrono::milliseconds patience);

} // namespace fanfare
