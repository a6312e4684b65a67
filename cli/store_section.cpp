#include "cli/store_section.hpp"

#include "fanfare/admin.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <unistd.h>

#include <ostream>

namespace fanfare {

namespace {

/// Shows on a terminal how far the copy is; elsewhere nothing.
on_progress progress_on(console& to) {
  if (::isatty(STDERR_FILENO) == 0)
    return {};
  return [&to](std::uint64_t done, std::uint64_t all) {
    to.err << "\r" << (all == 0 ? 100 : done * 100 / all) << " %" << std::flush;
    if (done == all)
      to.err << "\r     \r" << std::flush;
  };
}

int backup(const arguments& said, console& to) {
  if (!said.operand || said.operand->empty())
    return fail_usage(to, "name the file to write: fanfare store backup FILE");
  const auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto then = said.has("--force") ? if_there::replace : if_there::fail;
  if (const auto done = (*store)->backup(*said.operand, then, progress_on(to)); !done)
    return fail(to, done.error());
  to.out << "Backup written: " << printable(*said.operand) << '\n';
  return exit_ok;
}

} // namespace

section store_section() {
  return {"store",
          "look after the store itself",
          {},
          {{.name = "backup",
            .description = "write a consistent copy of the store while a node works on it",
            .flags = {{"--force", "replace the file if it is there", takes::nothing}},
            .run = backup,
            .optional_operand = {"FILE", "the file to write (required)"}}}};
}

} // namespace fanfare
