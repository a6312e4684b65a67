#include "cli/exit_code.hpp"

#include "cli/console.hpp"
#include "cli/text_layout.hpp"

#include <ostream>

namespace fanfare {

exit_code exit_code_of(errc code) {
  switch (code) {
  case errc::invalid_report:
  case errc::too_large:
  case errc::invalid_listener:
  case errc::not_found:
  case errc::conflict:
    return exit_bad_input;
  case errc::invalid_options:
    return exit_config;
  case errc::busy:
  case errc::shutting_down:
    return exit_try_again;
  case errc::store_unreachable:
  case errc::store_in_use:
    return exit_unavailable;
  case errc::internal:
    return exit_defect;
  }
  return exit_defect;
}

int fail(console& to, const error& why) {
  to.err << "fanfare: " << printable(why.detail) << '\n';
  return exit_code_of(why.code);
}

int fail_usage(console& to, std::string_view sentence) {
  to.err << "fanfare: " << printable(sentence) << '\n';
  return exit_usage;
}

} // namespace fanfare
