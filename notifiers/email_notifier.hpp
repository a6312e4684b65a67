#pragma once

#include "fanfare/notifier.hpp"

#include "messages/thread_watch.hpp"
#include "notifiers/smtp_server.hpp"

#include <cstddef>
#include <memory>

namespace fanfare {

/// Connections that most mail servers grant one client without delay.
inline constexpr std::size_t default_mail_connections = 16;

/// Delivers by mail: each address of a listener is a part and gets a mail of
/// its own, with its own outcome (smtp_verdict.hpp). While the mail server cannot
/// be reached mails are unsent, but for one that probes it now and then. One
/// thread, started by the first mail: to check listeners it takes none.
/// @param max_connections to the mail server at once; what is more waits.
/// @param watch hears when the thread failed and when it begins anew.
std::unique_ptr<notifier>
make_email_notifier(smtp_server server, std::size_t max_connections = default_mail_connections,
                    thread_watch watch = {});

} // namespace fanfare
