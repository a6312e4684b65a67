#include "cli/document.hpp"

#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fanfare {

namespace {

using nlohmann::json;

std::string capitalised(std::string word) {
  if (word == "ca" || word == "ssl" || word == "url")
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  else if (!word.empty() && word[0] >= 'a' && word[0] <= 'z')
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

/// `notifier_type_id` becomes `Notifier Type Id`.
std::string label_of(std::string_view key) {
  std::string label;
  while (!key.empty()) {
    auto end = std::min(key.find('_'), key.size());
    label += (label.empty() ? "" : " ") + capitalised(std::string{key.substr(0, end)});
    key.remove_prefix(std::min(end + 1, key.size()));
  }
  return printable(label);
}

/// Pulp's client is written in Python, and so are its values.
std::string value_of(const json& value) {
  if (value.is_string())
    return printable(value.get_ref<const std::string&>());
  if (value.is_boolean())
    return value.get<bool>() ? "True" : "False";
  if (value.is_null())
    return "None";
  if (!value.is_array())
    return value.dump();
  std::string joined;
  for (const auto& item : value)
    joined += (joined.empty() ? "" : ", ") + value_of(item);
  return joined;
}

/// How far a level is indented, and how far its values stand from its labels.
struct level {
  std::size_t indent;
  std::size_t gap;
};

void append(std::string& lines, const json& object, std::size_t width, level at) {
  std::size_t longest = 0;
  for (const auto& entry : object.items())
    if (!entry.key().starts_with('_'))
      longest = std::max(longest, columns(label_of(entry.key())));
  for (const auto& entry : object.items()) {
    if (entry.key().starts_with('_'))
      continue;
    auto prefix = std::string(at.indent, ' ') + padded(label_of(entry.key()) + ":", longest + 1) +
                  std::string(at.gap, ' ');
    bool nested = entry.value().is_object();
    lines += hanging(prefix, nested ? std::string{} : value_of(entry.value()), width) + "\n";
    if (nested)
      append(lines, entry.value(), width, {at.indent + 2, 1});
  }
}

} // namespace

std::string layout_of(const json& object, std::size_t width) {
  std::string lines;
  append(lines, object, width, {0, 2});
  return lines;
}

} // namespace fanfare
