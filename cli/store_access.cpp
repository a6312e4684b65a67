#include "cli/store_access.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"

#include <ostream>

namespace fanfare {

result<configuration> chosen_configuration(const arguments& said) {
  std::optional<std::filesystem::path> file;
  if (auto config = said.anywhere.find("--config"); config != said.anywhere.end())
    file = config->second;
  auto read = read_configuration(file);
  if (auto store = said.anywhere.find("--store"); read && store != said.anywhere.end())
    read->use_store(store->second);
  return read;
}

result<options> chosen_options(const arguments& said, console& to) {
  auto chosen = chosen_configuration(said);
  if (!chosen)
    return chosen.error();
  if (!chosen->values.store_named)
    to.err << "using store " << chosen->values.store_url << '\n';
  return std::move(chosen->values);
}

result<std::unique_ptr<admin>> open_admin(const arguments& said, console& to, if_missing then) {
  auto chosen = chosen_options(said, to);
  if (!chosen)
    return chosen.error();
  return admin::open(*chosen, then);
}

} // namespace fanfare
