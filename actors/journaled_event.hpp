#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/result.hpp"

#include "storage/journal.hpp"

namespace fanfare {

/// Makes the shared event of what the journal holds. Whoever wrote the entry,
/// it is validated. Fails with `errc::invalid_report`.
result<event_ptr> read_event(journal_entry entry);

} // namespace fanfare
