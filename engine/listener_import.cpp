#include "engine/listener_import.hpp"

#include "engine/listener_id.hpp"
#include "messages/json_fault.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

#include <nlohmann/json.hpp>

#include <unordered_map>

namespace fanfare {
namespace {

using json = nlohmann::ordered_json;

error refused(std::string why) { return {errc::invalid_listener, std::move(why)}; }

/// The listeners of a store by what a file may call them.
class present_listeners {
public:
  explicit present_listeners(const listener_set& all) {
    for (const auto& each : all.all) {
      by_id_.emplace(each.id, &each);
      if (!each.name.empty())
        by_name_.emplace(each.name, &each);
    }
  }

  /// Finds the one that `meant` stands for. None: it is new.
  result<const stored_listener*> find(const listener& meant) const {
    const auto* same_id = in(by_id_, meant.id);
    const auto* same_name = in(by_name_, meant.name);
    if (same_id && same_name && same_id != same_name)
      return refused("name: " + quoted(meant.name) + " belongs to listener " + same_name->id +
                     ", and the id to another; change one of them");
    const auto* found = same_id ? same_id : same_name;
    if (found && found->notifier_type != meant.notifier_type)
      return refused("notifier_type_id: is " + quoted(meant.notifier_type) + ", and listener " +
                     found->id + " is of type " + quoted(found->notifier_type) +
                     "; the type never changes, so delete it first");
    return found;
  }

private:
  using by_key = std::unordered_map<std::string, const stored_listener*>;

  static const stored_listener* in(const by_key& which, const std::string& key) {
    const auto found = which.find(key);
    return found == which.end() ? nullptr : found->second;
  }

  by_key by_id_;
  by_key by_name_;
};

bool is_empty_text(const json& value) {
  return value.is_string() && value.get_ref<const std::string&>().empty();
}

/// Parses one item. An id that it leaves out is made, if it has a name.
result<listener> read_item(const json& item) {
  auto whole = item;
  const auto lacks = [&item](const char* key) {
    return item.is_object() && (!item.contains(key) || is_empty_text(item[key]));
  };
  if (lacks("id")) {
    if (lacks("name"))
      return refused("has neither id nor name; give it one, so that importing it again finds it");
    whole["id"] = new_listener_id();
  }
  if (item.is_object() && item.contains("name") && is_empty_text(item["name"]))
    whole.erase("name");
  return listener_from_json(whole.dump());
}

/// Takes the place of the listener that is meant; refuses a place that is taken.
result<void> settle_place(imported_listener& one, const present_listeners& present,
                          std::unordered_map<std::string, std::size_t>& taken) {
  const auto meant = present.find(one.what);
  if (!meant)
    return meant.error();
  if (*meant) {
    one.before = **meant;
    one.what.id = (*meant)->id;
  }
  for (const auto& key : {"id " + one.what.id, "name " + one.what.name}) {
    if (key == "name ")
      continue;
    const auto [first, is_free] = taken.emplace(key, one.position);
    if (!is_free)
      return refused("has the same " + key + " as item " + std::to_string(first->second));
  }
  return {};
}

} // namespace

error imported_listener::wrong(const error& why) const {
  auto detail = "item " + std::to_string(position);
  if (!what.name.empty())
    detail += " (" + quoted(what.name) + ")";
  return {why.code, detail + ": " + why.detail};
}

result<std::vector<imported_listener>> read_import(std::string_view array,
                                                   const listener_set& present) {
  if (const auto fault = first_fault(array))
    return refused("not a JSON array of listeners: " + to_text(*fault));
  const auto items = json::parse(array, nullptr, false);
  if (!items.is_array())
    return refused("not a JSON array of listeners, as `export` writes it");
  const present_listeners known{present};
  std::unordered_map<std::string, std::size_t> taken;
  std::vector<imported_listener> all;
  for (std::size_t i = 0; i < items.size(); ++i) {
    imported_listener one{i, {}, {}};
    auto read = read_item(items[i]);
    if (!read)
      return one.wrong(read.error());
    one.what = std::move(*read);
    if (const auto placed = settle_place(one, known, taken); !placed)
      return one.wrong(placed.error());
    all.push_back(std::move(one));
  }
  return all;
}

bool same_listener(std::string_view a_json, std::string_view another_json) {
  const auto read = [](std::string_view text) {
    return first_fault(text) ? nlohmann::json(nlohmann::json::value_t::discarded)
                             : nlohmann::json::parse(text, nullptr, false);
  };
  const auto a = read(a_json);
  return !a.is_discarded() && a == read(another_json);
}

} // namespace fanfare
