#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Names this process so that another one can tell that it is gone: boot of the
/// kernel, namespace of process ids, process id, and when it started.
std::string process_identity();

/// Whether the process of this name ran on this kernel, in this namespace of
/// process ids, and is no more. False if that cannot be known from here: it may
/// live on another machine.
bool is_gone(std::string_view process);

} // namespace fanfare
