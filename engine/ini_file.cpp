#include "engine/ini_file.hpp"

#include "messages/quote.hpp"

#include <algorithm>
#include <cctype>

namespace fanfare {
namespace {

constexpr std::string_view blank = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
  return text.substr(0, text.find_last_not_of(blank) + 1);
}

std::string lower(std::string_view text) {
  std::string made{text};
  std::transform(made.begin(), made.end(), made.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return made;
}

/// Drops a comment that a blank separates from the value.
std::string_view without_comment(std::string_view value) {
  for (auto at = value.find(';'); at != std::string_view::npos; at = value.find(';', at + 1))
    if (at > 0 && blank.find(value[at - 1]) != std::string_view::npos)
      return value.substr(0, at);
  return value;
}

class ini_reader {
public:
  explicit ini_reader(std::string_view origin) : origin_{origin} {}

  result<void> take(std::string_view line, std::size_t number) {
    const auto said = trimmed(line);
    if (said.empty() || said.front() == '#' || said.front() == ';')
      return {};
    const bool indented = blank.find(line.front()) != std::string_view::npos;
    if (indented && last_) {
      continue_last(said);
      return {};
    }
    if (said.front() == '[')
      return open_section(said, number);
    return add(said, number);
  }

  ini_file done() { return std::move(made_); }

private:
  error wrong(std::size_t number, const std::string& what) const {
    return {errc::invalid_options,
            std::string{origin_} + ":" + std::to_string(number) + ": " + what};
  }

  void continue_last(std::string_view more) {
    auto& value = made_.sections[open_].settings.back().value;
    value += (value.empty() ? "" : "\n") + std::string{more};
  }

  result<void> open_section(std::string_view said, std::size_t number) {
    const auto end = said.find(']');
    if (end == std::string_view::npos)
      return wrong(number, "a section begins with [NAME]");
    const std::string name{said.substr(1, end - 1)};
    last_ = false;
    for (open_ = 0; open_ < made_.sections.size(); ++open_)
      if (made_.sections[open_].name == name)
        return {};
    made_.sections.push_back({name});
    return {};
  }

  result<void> add(std::string_view said, std::size_t number) {
    const auto separator = said.find_first_of(":=");
    // Its text is not repeated: the line may hold a password.
    if (separator == std::string_view::npos || separator == 0)
      return wrong(number, "this is neither [SECTION] nor KEY: VALUE");
    if (made_.sections.empty())
      return wrong(number, quoted(trimmed(said.substr(0, separator))) + " stands in no section");
    made_.sections[open_].settings.push_back(
        {lower(trimmed(said.substr(0, separator))),
         std::string{trimmed(without_comment(said.substr(separator + 1)))}, number});
    last_ = true;
    return {};
  }

  std::string_view origin_;
  ini_file made_;
  std::size_t open_ = 0; ///< The section that settings go to.
  bool last_ = false;    ///< Whether an indented line continues a setting.
};

} // namespace

const ini_setting* ini_section::find(std::string_view key) const {
  const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                  [&](const auto& each) { return each.key == key; });
  return found == settings.rend() ? nullptr : &*found;
}

std::optional<std::string> ini_section::value(std::string_view key) const {
  const auto* found = find(key);
  return found ? std::optional{found->value} : std::nullopt;
}

const ini_section* ini_file::find(std::string_view name) const {
  for (const auto& section : sections)
    if (section.name == name)
      return &section;
  return nullptr;
}

result<ini_file> read_ini(std::string_view text, std::string_view origin) {
  ini_reader reader{origin};
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    if (!line.empty())
      if (const auto taken = reader.take(line, number); !taken)
        return taken.error();
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return reader.done();
}

} // namespace fanfare
