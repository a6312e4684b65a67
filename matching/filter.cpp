#include "matching/filter.hpp"

#include "matching/filter_place.hpp"
#include "matching/predicate_compiler.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"
#include "messages/json_tree.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fanfare {

namespace {

using kind = json_node::kind;

/// Whether a list under `$or` means alternatives: objects of fields, two at least.
bool is_choice(const json_node& given) {
  const auto is_field_object = [](const json_node& item) {
    const auto members = item.children();
    return item.what() == kind::object && !members.empty() &&
           std::none_of(members.begin(), members.end(),
                        [](const json_node& member) { return is_operator(member.key()); });
  };
  const auto items = given.children();
  return given.what() == kind::array && given.size() > 1 &&
         std::all_of(items.begin(), items.end(), is_field_object);
}

/// A value as it is spelt, but cut and without what could steer a terminal.
std::string shown(const json_node& value) {
  constexpr std::size_t most = 40;
  const auto in_quotes = quoted(value.source(), most);
  return in_quotes.substr(1, in_quotes.size() - 2);
}

/// The first key has no dot before it. An empty one before it counts for nothing.
std::string joined(const std::string& path, std::string_view key) {
  std::string made;
  made.reserve(path.size() + 1 + key.size());
  made += path;
  if (!path.empty())
    made += '.';
  return made.append(key);
}

/// Reads one filter. Each clause is read once, however many ways have it.
class filter_reading {
public:
  result<filter> read(const json_node& whole) {
    if (auto done = object(whole, "", {}); !done)
      return done.error();
    for (auto& each : ways_)
      finish(each);
    return with_what_is_used();
  }

private:
  /// The numbers of its clauses, in the order in which they were read.
  using way = std::vector<std::uint32_t>;

  /// How much all ways together ask for.
  struct extent {
    std::size_t clauses = 0;
    std::size_t values = 0;
  };

  /// Adds what an object asks for to each of the ways.
  result<void> object(const json_node& given, const std::string& path, const filter_place& where) {
    if (given.size() == 0)
      return wrong_filter(where, "must not be an empty object: it names no field");
    for (const auto& each : given.children())
      if (auto done = member(each, path, {where, each.key()}); !done)
        return done;
    return {};
  }

  result<void> member(const json_node& given, const std::string& path, const filter_place& where) {
    const bool is_or = given.key() == "$or";
    if (is_or && is_choice(given))
      return choice(given, path, where);
    if (given.what() == kind::object)
      return object(given, joined(path, given.key()), where);
    if (given.what() != kind::array)
      return wrong_filter(where, "must be a list of what is allowed or an object of fields, as in "
                                 "[\"x\"]; is " +
                                     shown(given));
    if (given.size() == 0)
      return wrong_filter(where, "must not be an empty list: nothing would match; "
                                 "[{\"exists\":true}] takes any value");
    auto done = list(given, joined(path, given.key()), where);
    if (!done && is_or)
      return wrong_filter(where,
                          "takes two or more objects of fields, none of them empty, or else is a "
                          "field like any other; as such: " +
                              done.error().detail);
    return done ? check_extent(where) : done;
  }

  /// Each way that leads to a choice goes on as each of its alternatives.
  result<void> choice(const json_node& given, const std::string& path, const filter_place& where) {
    const auto before = ways_;
    const auto extent_before = extent_;
    std::vector<way> made;
    extent all;
    std::size_t item = 0;
    for (const auto& each : given.children()) {
      ways_ = before;
      extent_ = extent_before;
      if (auto done = object(each, path, {where, item++}); !done)
        return done;
      if (made.size() + ways_.size() > most_ways)
        return wrong_filter(where, "multiplies to more than " + std::to_string(most_ways) +
                                       " alternatives; make several listeners of it");
      all.clauses += extent_.clauses;
      all.values += extent_.values;
      std::move(ways_.begin(), ways_.end(), std::back_inserter(made));
    }
    ways_ = std::move(made);
    extent_ = all;
    return check_extent(where);
  }

  result<void> list(const json_node& given, std::string path, const filter_place& where) {
    const auto number = static_cast<std::uint32_t>(clauses_.size());
    auto& made = clauses_.emplace_back();
    made.path = std::move(path);
    made.wanted = given.source();
    made.any_of.reserve(given.size());
    std::size_t item = 0;
    for (const auto& each : given.children()) {
      auto one = compile_predicate(each, {where, item++});
      if (!one)
        return one.error();
      made.any_of.push_back(std::move(*one));
    }
    for (auto& each : ways_)
      each.push_back(number);
    extent_.clauses += ways_.size();
    extent_.values += ways_.size() * given.size();
    return {};
  }

  result<void> check_extent(const filter_place& where) const {
    const auto too_many = [&where](std::size_t most, const char* what) {
      return wrong_filter(where, "comes to more than " + std::to_string(most) + " " + what +
                                     " in all alternatives of $or together; make several "
                                     "listeners of it");
    };
    if (extent_.clauses > most_clauses)
      return too_many(most_clauses, "fields");
    if (extent_.values > most_values)
      return too_many(most_values, "values");
    return {};
  }

  /// Of the clauses with one path the last one counts.
  void finish(way& of) const {
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
      const auto order = clauses_[a].path.compare(clauses_[b].path);
      return order == 0 ? a > b : order < 0;
    };
    std::sort(of.begin(), of.end(), before);
    const auto same_path = [this](std::uint32_t a, std::uint32_t b) {
      return clauses_[a].path == clauses_[b].path;
    };
    of.erase(std::unique(of.begin(), of.end(), same_path), of.end());
  }

  filter with_what_is_used() {
    constexpr std::uint32_t unused = 0xFFFF'FFFF;
    std::vector<std::uint32_t> numbers(clauses_.size(), unused);
    filter made{{}, std::move(ways_)};
    made.clauses.reserve(clauses_.size());
    for (auto& each : made.ways)
      for (auto& number : each) {
        auto& now = numbers[number];
        if (now == unused) {
          now = static_cast<std::uint32_t>(made.clauses.size());
          made.clauses.push_back(std::move(clauses_[number]));
        }
        number = now;
      }
    return made;
  }

  std::vector<clause> clauses_;
  std::vector<way> ways_{way{}};
  extent extent_;
};

} // namespace

result<filter> compile_filter(std::string_view json) {
  if (json.size() > most_filter_bytes)
    return wrong_filter({}, "has " + std::to_string(json.size()) + " bytes; it may have " +
                                std::to_string(most_filter_bytes));
  const auto object = first_object(json);
  if (object.empty())
    return wrong_filter({}, R"(must be an object, as in {"payload":{"repo_id":["x"]}})");
  if (const auto fault = first_fault(object))
    return wrong_filter({}, "is not JSON: " + to_text(*fault));
  const json_tree tree{object};
  return filter_reading{}.read(tree.root());
}

} // namespace fanfare
