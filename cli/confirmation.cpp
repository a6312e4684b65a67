#include "cli/confirmation.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <istream>
#include <ostream>
#include <string>

namespace fanfare {

consent ask(const arguments& said, console& to, std::string_view question) {
  if (said.has("--yes"))
    return consent::given;
  if (!to.may_ask)
    return consent::nobody_to_ask;
  to.err << question << "? [y/N] " << std::flush;
  std::string answer;
  std::getline(to.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes" ? consent::given : consent::refused;
}

} // namespace fanfare
