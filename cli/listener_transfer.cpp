#include "cli/listener_transfer.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ostream>
#include <system_error>

namespace fanfare {

namespace {

/// A million listeners of 1 KiB, and then some.
constexpr std::size_t longest_import = std::size_t{2} * 1024 * 1024 * 1024;

/// Why a file could not be written; nothing: it was.
std::string write_file(const std::string& path, std::string_view text, secrets what) {
  const auto failure = [] { return std::generic_category().message(errno); };
  const mode_t mode = what == secrets::written ? 0600 : 0666;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0)
    return failure();
  // The file may have been there before, open to everybody.
  std::string why =
      what == secrets::written && ::fchmod(file, 0600) != 0 ? failure() : std::string{};
  while (why.empty() && !text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      why = failure();
    text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  if (::close(file) != 0 && why.empty())
    why = failure();
  return why;
}

int export_all(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto what = said.has("--with-secrets") ? secrets::written : secrets::left_out;
  auto array = (*store)->export_listeners(what);
  if (!array)
    return fail(to, array.error());
  const auto file = said.operand.value_or("-");
  if (file == "-") {
    to.out << *array;
    return exit_ok;
  }
  if (const auto why = write_file(file, *array, what); !why.empty()) {
    to.err << "fanfare: " << file << " cannot be written: " << why << ".\n";
    return exit_no_output;
  }
  to.out << "Event listeners successfully exported\n";
  return exit_ok;
}

int import_all(const arguments& said, console& to) {
  if (!said.operand)
    return fail_usage(to, "name the file to import, or - for standard input.");
  auto array = read_source(*said.operand, longest_import, to);
  if (!array)
    return fail(to, array.error());
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto counts = (*store)->import_listeners(*array);
  if (!counts)
    return fail(to, counts.error());
  if (said.has("--json")) {
    const nlohmann::ordered_json object{{"created", counts->created},
                                        {"updated", counts->updated},
                                        {"unchanged", counts->unchanged}};
    to.out << object.dump(2) << '\n';
  } else {
    to.out << "Event listeners successfully imported: " << counts->created << " created, "
           << counts->updated << " updated, " << counts->unchanged << " unchanged\n";
  }
  return exit_ok;
}

} // namespace

command listener_export_command() {
  return {.name = "export",
          .description = "write all event listeners as JSON, to be imported elsewhere or kept",
          .flags = {{"--with-secrets",
                     "write passwords and other secrets too; a file is then readable by its owner "
                     "only",
                     takes::nothing}},
          .run = export_all,
          .optional_operand = {"FILE", "file to write; - or nothing writes to standard output"}};
}

command listener_import_command() {
  return {
      .name = "import",
      .description = "create and update event listeners as an export describes them",
      .flags = {json_flag()},
      .run = import_all,
      .optional_operand = {"FILE", "(required) JSON array of listeners; - reads standard input"},
      .note = "A listener is found again by its id or, failing that, its name. Secrets that "
              "are left out stay as they are. Nothing is changed unless all of it is valid."};
}

} // namespace fanfare
