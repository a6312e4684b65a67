#include "fanfare/options.hpp"

#include "engine/options_table.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

// A parse that failed is a result here, not an exception.
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace fanfare {
namespace {

/// Where in the configuration something stands, for errors.
struct place {
  std::string_view origin;
  toml::source_position at;
};

error wrong(const place& where, std::string_view what) {
  return {errc::invalid_options, std::string{where.origin} + ":" + std::to_string(where.at.line) +
                                     ": " + std::string{what}};
}

place place_of(std::string_view origin, const toml::key& key) {
  return {origin, key.source().begin};
}

std::string display(const option_key& key) {
  return "[" + std::string{key.section} + "] " + std::string{key.name};
}

option_value value_of(const toml::node& node) {
  if (const auto* text = node.as_string())
    return text->get();
  if (const auto* flag = node.as_boolean())
    return flag->get();
  if (const auto* number = node.as_integer())
    return number->get();
  const auto* array = node.as_array();
  if (!array)
    return {};
  std::vector<std::string> list;
  for (const auto& item : *array) {
    if (const auto* text = item.as_string())
      list.push_back(text->get());
    else if (const auto* number = item.as_integer())
      list.push_back(std::to_string(number->get()));
    else
      return {};
  }
  return list;
}

/// Where the values that are read go.
struct sink {
  options& into;
  option_origins& origins;
};

result<void> read_key(sink& to, const option_key& key, const toml::node& node, const place& where) {
  if (const auto done = set_option(to.into, key, value_of(node)); !done)
    return wrong(where, display(key) + ": " + done.error().detail);
  if (key.section == "store" && key.name == "url")
    to.into.store_named = true;
  to.origins[&key] = std::string{where.origin} + ":" + std::to_string(where.at.line);
  return {};
}

error unknown_key(std::string_view section, const toml::key& name, std::string_view origin) {
  std::vector<std::string_view> known;
  for (const auto* key : option_keys(section))
    known.push_back(key->name);
  return wrong(place_of(origin, name), "[" + std::string{section} + "] " + quoted(name.str()) +
                                           ": there is no such key" +
                                           did_you_mean(name.str(), known));
}

const option_key* find_key(std::string_view section, std::string_view name) {
  for (const auto* key : option_keys(section))
    if (key->name == name)
      return key;
  return nullptr;
}

result<void> read_section(sink& to, std::string_view section, const toml::table& table,
                          std::string_view origin) {
  for (const auto& [name, node] : table) {
    const auto* key = find_key(section, name.str());
    if (!key)
      return unknown_key(section, name, origin);
    if (auto done = read_key(to, *key, node, place_of(origin, name)); !done)
      return done;
  }
  return {};
}

result<void> read_top(sink& to, const toml::table& table, std::string_view origin) {
  const auto sections = option_sections();
  for (const auto& [name, node] : table) {
    const auto where = place_of(origin, name);
    const bool known = std::find(sections.begin(), sections.end(), name.str()) != sections.end();
    if (!known && !node.is_table())
      return wrong(where, quoted(name.str()) + ": every key stands in a section, such as [store]");
    if (!known)
      return wrong(where, "[" + std::string{name.str()} + "]: there is no such section" +
                              did_you_mean(name.str(), sections));
    if (!node.is_table())
      return wrong(where, quoted(name.str()) + " is a section: write [" + std::string{name.str()} +
                              "] on a line of its own, and its keys below it");
    if (auto done = read_section(to, name.str(), *node.as_table(), origin); !done)
      return done;
  }
  return {};
}

} // namespace

result<void> apply_toml(options& into, option_origins& origins, std::string_view text,
                        std::string_view origin) {
  const auto parsed = toml::parse(text, origin);
  if (!parsed)
    return wrong({origin, parsed.error().source().begin}, parsed.error().description());
  sink to{into, origins};
  return read_top(to, parsed.table(), origin);
}

result<options> options_from_toml(std::string_view text, std::string_view origin) {
  options read;
  option_origins unused;
  if (const auto done = apply_toml(read, unused, text, origin); !done)
    return done.error();
  return read;
}

} // namespace fanfare
