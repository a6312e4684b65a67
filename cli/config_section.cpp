#include "cli/config_section.hpp"

#include "fanfare/configuration.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"
#include "server/http_server.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

constexpr std::size_t most_settings_bytes = 1024 * 1024;

std::string name_of(const configuration& read) {
  return read.file ? printable(read.file->string()) : "no file: the defaults and the environment";
}

int check_config(const arguments& said, console& to) {
  const auto read = chosen_configuration(said);
  if (!read)
    return fail(to, read.error());
  if (const auto listening = http_server::check_address(read->values.listen); !listening)
    return fail(to, listening.error());
  to.out << "configuration valid: " << name_of(*read) << '\n';
  return exit_ok;
}

void show_as_toml(const configuration& read, console& to) {
  to.out << "# " << name_of(read) << '\n';
  std::string_view section;
  for (const auto& key : read.keys) {
    if (key.section != section)
      to.out << "\n[" << key.section << "]\n";
    section = key.section;
    to.out << key.name << " = " << key.value << "  # " << printable(key.origin) << '\n';
  }
}

void show_as_json(const configuration& read, console& to) {
  auto keys = nlohmann::ordered_json::array();
  for (const auto& key : read.keys)
    keys.push_back({{"section", key.section},
                    {"key", key.name},
                    {"value", key.value},
                    {"origin", key.origin},
                    {"description", key.description}});
  const nlohmann::ordered_json shown{{"file", read.file ? read.file->string() : ""},
                                     {"keys", keys}};
  to.out << shown.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

int show_config(const arguments& said, console& to) {
  const auto read = chosen_configuration(said);
  if (!read)
    return fail(to, read.error());
  if (said.has("--json"))
    show_as_json(*read, to);
  else
    show_as_toml(*read, to);
  return exit_ok;
}

int import_config(const arguments& said, console& to) {
  const auto file = said.value("--pulp").value_or("");
  const auto text = read_source(file, most_settings_bytes, to);
  if (!text)
    return fail(to, text.error());
  const auto made = settings_from_pulp(*text, file == "-" ? "standard input" : file);
  if (!made)
    return fail(to, made.error());
  to.out << made->toml;
  for (const auto& note : made->notes)
    to.err << "note: " << printable(note) << '\n';
  return exit_ok;
}

} // namespace

section config_section() {
  return {
      "config",
      "check, show and import the configuration",
      {},
      {{"check",
        "tell whether the configuration is valid, and what is wrong with it",
        {},
        check_config},
       {"show",
        "print every key with its value and where that comes from",
        {{"--json", "print JSON, for programs", takes::nothing}},
        show_config},
       {"import",
        "print a configuration made from that of another program",
        {{"--pulp", "Pulp's server.conf; - reads standard input", takes::value, need::required}},
        import_config}}};
}

} // namespace fanfare
