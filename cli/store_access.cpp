#include "cli/store_access.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <ostream>

namespace fanfare {

result<options> chosen_options(const arguments& said, console& to) {
  std::optional<std::filesystem::path> file;
  if (auto config = said.anywhere.find("--config"); config != said.anywhere.end())
    file = config->second;
  auto chosen = load_options(file);
  if (!chosen)
    return chosen;
  if (auto store = said.anywhere.find("--store"); store != said.anywhere.end())
    chosen->store_url = store->second;
  else if (!chosen->store_named)
    to.err << "using store " << shown_store_url(chosen->store_url) << '\n';
  return chosen;
}

result<std::unique_ptr<admin>> open_admin(const arguments& said, console& to, if_missing then) {
  auto chosen = chosen_options(said, to);
  if (!chosen)
    return chosen.error();
  return admin::open(*chosen, then);
}

} // namespace fanfare
