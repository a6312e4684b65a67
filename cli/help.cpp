#include "cli/help.hpp"

#include "cli/text_layout.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// One line of a table: what is explained, and the explanation.
struct entry {
  std::string_view name;
  std::string text;
};

std::string table(const std::vector<entry>& entries, std::size_t width) {
  std::size_t longest = 0;
  for (const auto& x : entries)
    longest = std::max(longest, columns(x.name));
  std::string lines;
  for (const auto& x : entries)
    lines += hanging("  " + padded(x.name, longest) + " - ", x.text, width) + "\n";
  return lines;
}

template <class Named>
std::vector<entry> sorted(const std::vector<Named>& all, bool (*wanted)(const Named&)) {
  std::vector<entry> entries;
  for (const auto& one : all)
    if (wanted(one))
      entries.push_back({one.name, std::string{one.description}});
  std::sort(entries.begin(), entries.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return entries;
}

std::vector<entry> in_order(const std::vector<flag>& flags) {
  std::vector<entry> entries;
  entries.reserve(flags.size());
  for (const auto& one : flags)
    entries.push_back(
        {one.name, (one.required == need::required ? "(required) " : "") + std::string{one.text}});
  return entries;
}

} // namespace

std::string help_of(const section& what, std::size_t width) {
  std::string text = "Usage: fanfare ";
  if (what.name != "fanfare")
    text += std::string{what.name} + " ";
  text += "[SUB_SECTION, ..] COMMAND\n";
  text += hanging("Description: ", what.description, width) + "\n";
  if (!what.sections.empty())
    text += "\nAvailable Sections:\n" +
            table(sorted<section>(what.sections, [](auto&) { return true; }), width);
  if (!what.commands.empty())
    text += "\nAvailable Commands:\n" +
            table(sorted<command>(what.commands,
                                  [](auto& one) { return one.visible == shown::in_help; }),
                  width);
  if (!what.flags.empty())
    text += "\nAvailable Arguments (before or behind any command):\n" +
            table(in_order(what.flags), width);
  return text;
}

std::string help_of(const command& what, std::size_t width) {
  std::string text = "Command: " + std::string{what.name} + "\n";
  text += hanging("Description: ", what.description, width) + "\n";
  auto entries = in_order(what.flags);
  if (!what.optional_operand.name.empty())
    entries.insert(entries.begin(),
                   {what.optional_operand.name, std::string{what.optional_operand.text}});
  if (!entries.empty())
    text += "\nAvailable Arguments:\n\n" + table(entries, width);
  if (!what.note.empty())
    text += "\n" + hanging("", what.note, width) + "\n";
  return text;
}

} // namespace fanfare
