#include "matching/filter.hpp"

#include "matching/pattern_text.hpp"
#include "matching/predicate_compiler.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>

namespace fanfare {

namespace {

using kind = pattern_text::kind;
using clause_ptr = std::shared_ptr<clause>;

/// A way while it is being read: clauses by path. A clause that several ways
/// have is there once.
using way = std::map<std::string, clause_ptr>;

/// Whether a list under `$or` means alternatives: objects of fields, two at least.
bool is_choice(const pattern_text& given) {
  const auto is_field_object = [](const pattern_text& item) {
    return item.what == kind::object && !item.members.empty() &&
           std::none_of(item.members.begin(), item.members.end(),
                        [](const auto& member) { return is_operator(member.first); });
  };
  return given.what == kind::array && given.items.size() > 1 &&
         std::all_of(given.items.begin(), given.items.end(), is_field_object);
}

/// The first key has no dot before it. An empty one before it counts for nothing.
std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

result<clause_ptr> compile_clause(const std::string& path, const pattern_text& list,
                                  const std::string& where) {
  auto made = std::make_shared<clause>();
  made->path = path;
  made->wanted = list.source;
  made->any_of.reserve(list.items.size());
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    auto one = compile_predicate(list.items[i], where + "[" + std::to_string(i) + "]");
    if (!one)
      return one.error();
    made->any_of.push_back(std::move(*one));
  }
  return clause_ptr{std::move(made)};
}

/// Adds what an object asks for to each of the ways that lead to it.
result<void> read_object(const pattern_text& given, const std::string& path,
                         const std::string& where, std::vector<way>& ways);

/// Each way that leads to a choice goes on as each of its alternatives.
result<void> read_choice(const pattern_text& given, const std::string& path,
                         const std::string& where, std::vector<way>& ways) {
  std::vector<way> made;
  std::size_t clauses = 0;
  for (std::size_t i = 0; i < given.items.size(); ++i) {
    auto one = ways;
    const auto place = where + "[" + std::to_string(i) + "]";
    if (auto done = read_object(given.items[i], path, place, one); !done)
      return done;
    if (made.size() + one.size() > most_ways)
      return wrong_filter(where, "multiplies to more than " + std::to_string(most_ways) +
                                     " alternatives; make several listeners of it");
    for (const auto& each : one)
      clauses += each.size();
    if (clauses > most_clauses)
      return wrong_filter(where, "multiplies to alternatives that ask for more than " +
                                     std::to_string(most_clauses) +
                                     " fields in all; make several listeners of it");
    std::move(one.begin(), one.end(), std::back_inserter(made));
  }
  ways = std::move(made);
  return {};
}

result<void> read_member(const std::string& key, const pattern_text& given, const std::string& path,
                         const std::string& where, std::vector<way>& ways) {
  if (key == "$or" && is_choice(given))
    return read_choice(given, path, where, ways);
  if (given.what == kind::object)
    return read_object(given, joined(path, key), where, ways);
  if (given.what != kind::array)
    return wrong_filter(where, "must be a list of what is allowed or an object of fields, as in "
                               "[\"x\"]; is " +
                                   std::string{given.source.substr(0, 40)});
  if (given.items.empty())
    return wrong_filter(where, "must not be an empty list: nothing would match; "
                               "[{\"exists\":true}] takes any value");
  auto made = compile_clause(joined(path, key), given, where);
  if (!made && key == "$or")
    return wrong_filter(where,
                        "takes two or more objects of fields, none of them empty, or else is "
                        "a field like any other; as such: " +
                            made.error().detail);
  if (!made)
    return made.error();
  for (auto& each : ways)
    each[(*made)->path] = *made;
  if (ways.size() * ways.front().size() > most_clauses)
    return wrong_filter(where,
                        "is asked for in each of " + std::to_string(ways.size()) +
                            " alternatives, more than " + std::to_string(most_clauses) +
                            " times with the fields before it; make several listeners of it");
  return {};
}

result<void> read_object(const pattern_text& given, const std::string& path,
                         const std::string& where, std::vector<way>& ways) {
  if (given.members.empty())
    return wrong_filter(where, "must not be an empty object: it names no field");
  for (const auto& [key, value] : given.members) {
    const auto place = where.empty() ? key : where + "." + key;
    if (auto done = read_member(key, value, path, place, ways); !done)
      return done;
  }
  return {};
}

} // namespace

result<filter> compile_filter(std::string_view json) {
  if (json.size() > most_filter_bytes)
    return wrong_filter("", "has " + std::to_string(json.size()) + " bytes; it may have " +
                                std::to_string(most_filter_bytes));
  const auto tree = read_pattern(json);
  if (!tree)
    return tree.error();
  std::vector<way> ways(1);
  if (auto done = read_object(*tree, "", "", ways); !done)
    return done.error();
  filter made;
  for (const auto& each : ways) {
    auto& clauses = made.ways.emplace_back();
    clauses.reserve(each.size());
    for (const auto& [path, one] : each)
      clauses.push_back(ways.size() == 1 ? std::move(*one) : *one);
  }
  return made;
}

} // namespace fanfare
