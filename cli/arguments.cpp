#include "cli/arguments.hpp"

#include "cli/suggestion.hpp"

#include <algorithm>
#include <cstring>

namespace fanfare {

namespace {

bool looks_like_flag(std::string_view word) { return word.size() > 2 && word.starts_with("--"); }

bool asks_for_help(std::string_view word) { return word == "--help" || word == "-h"; }

const flag* find_flag(const std::vector<flag>& among, std::string_view name) {
  auto found = std::find_if(among.begin(), among.end(), [&](auto& f) { return f.name == name; });
  return found == among.end() ? nullptr : &*found;
}

template <class Entry>
const Entry* find_entry(const std::vector<Entry>& among, std::string_view name) {
  auto found = std::find_if(among.begin(), among.end(), [&](auto& e) { return e.name == name; });
  return found == among.end() ? nullptr : &*found;
}

/// Reads the words one after the other and remembers where in the grammar it is.
class line_reader {
public:
  line_reader(const section& root, const std::vector<std::string>& words)
      : root_(root), words_(words), in_(&root) {}

  parsed_line read() {
    while (at_ < words_.size() && mistake_.empty()) {
      std::string_view word = words_[at_++];
      if (flags_ended_)
        read_word(word);
      else if (word == "--")
        flags_ended_ = true;
      else if (asks_for_help(word))
        return help_wanted{in_, where_};
      else if (word.size() > 1 && word.front() == '-')
        read_flag(word);
      else
        read_word(word);
    }
    return conclusion();
  }

private:
  void read_word(std::string_view word) {
    if (where_)
      read_operand(word);
    else if (auto* deeper = find_entry(in_->sections, word))
      in_ = deeper;
    else if (auto* named = find_entry(in_->commands, word))
      where_ = named;
    else
      mistake_ = "There is no command " + std::string{word} + " here." +
                 suggestion_for(word, names_here());
  }

  void read_operand(std::string_view word) {
    const auto& wanted = where_->optional_operand;
    if (wanted.name.empty() || (with_.operand && wanted.words == how_many::one)) {
      mistake_ = "Did not expect " + std::string{word} + ". Every value follows its option.";
      return;
    }
    if (!with_.operand)
      with_.operand = word;
    with_.operands.emplace_back(word);
  }

  void read_flag(std::string_view word) {
    auto equals = word.find('=');
    auto name = word.substr(0, equals);
    const flag* own = where_ ? find_flag(where_->flags, name) : nullptr;
    const flag* known = own ? own : find_flag(root_.flags, name);
    if (!known) {
      mistake_ =
          "There is no option " + std::string{name} + "." + suggestion_for(name, flags_here());
      return;
    }
    auto value = value_of(*known, equals == word.npos ? nullptr : word.data() + equals + 1);
    if (!value)
      return;
    if (own)
      with_.given[std::string{name}].push_back(std::move(*value));
    else
      with_.anywhere[std::string{name}] = std::move(*value);
  }

  /// @param inlined what stands behind the equals sign, or null.
  std::optional<std::string> value_of(const flag& of, const char* inlined) {
    std::string name{of.name};
    if (of.follows == takes::nothing) {
      if (inlined)
        mistake_ = name + " takes no value.";
      return std::string{};
    }
    if (inlined)
      return std::string{inlined};
    if (at_ < words_.size() && !looks_like_flag(words_[at_]))
      return words_[at_++];
    mistake_ = name + " needs a value";
    mistake_ +=
        at_ < words_.size() ? " (one that begins with dashes is written " + name + "=VALUE)." : ".";
    return std::nullopt;
  }

  parsed_line conclusion() {
    if (!mistake_.empty())
      return usage_mistake{in_, where_, mistake_, {}};
    if (with_.anywhere.count("--version") != 0)
      return version_wanted{};
    if (!where_)
      return help_wanted{in_, nullptr, help_wanted::why::incomplete};
    if (auto missing = missing_flags(); !missing.empty())
      return usage_mistake{in_, where_, {}, std::move(missing)};
    return invocation{where_, std::move(with_)};
  }

  /// As in Pulp, a required value that is empty is missing.
  std::vector<std::string> missing_flags() const {
    std::vector<std::string> missing;
    for (const auto& wanted : where_->flags) {
      if (wanted.required != need::required)
        continue;
      auto values = with_.values(wanted.name);
      if (std::all_of(values.begin(), values.end(), [](auto& v) { return v.empty(); }))
        missing.emplace_back(wanted.name);
    }
    return missing;
  }

  std::vector<std::string_view> names_here() const {
    std::vector<std::string_view> names;
    for (const auto& deeper : in_->sections)
      names.push_back(deeper.name);
    for (const auto& one : in_->commands)
      if (one.visible == shown::in_help)
        names.push_back(one.name);
    return names;
  }

  std::vector<std::string_view> flags_here() const {
    std::vector<std::string_view> names{"--help"};
    for (const auto& one : root_.flags)
      names.push_back(one.name);
    if (where_)
      for (const auto& one : where_->flags)
        names.push_back(one.name);
    return names;
  }

  const section& root_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  bool flags_ended_ = false;
  const section* in_;
  const command* where_ = nullptr;
  arguments with_;
  std::string mistake_;
};

/// Overwrites what is secret in the value of a flag.
void wipe(char* value, const flag& of) {
  if (of.follows == takes::url)
    value = std::strchr(value, '?') ? std::strchr(value, '?') + 1 : nullptr;
  else if (of.follows != takes::secret)
    value = nullptr;
  if (value)
    std::memset(value, '*', std::strlen(value));
}

} // namespace

std::optional<std::string> arguments::value(std::string_view flag) const {
  auto found = given.find(flag);
  if (found == given.end())
    return std::nullopt;
  return found->second.back();
}

std::vector<std::string> arguments::values(std::string_view flag) const {
  auto found = given.find(flag);
  return found == given.end() ? std::vector<std::string>{} : found->second;
}

parsed_line parse_line(const section& root, const std::vector<std::string>& words) {
  return line_reader{root, words}.read();
}

void wipe_secrets(const command& what, std::span<char*> words) {
  const flag* value_follows = nullptr;
  for (char* word : words) {
    std::string_view text{word};
    const auto equals = text.find('=');
    const auto* known = value_follows ? nullptr : find_flag(what.flags, text.substr(0, equals));
    if (value_follows)
      wipe(word, *value_follows);
    else if (known && equals != text.npos)
      wipe(word + equals + 1, *known);
    const bool alone = known && known->follows != takes::nothing && equals == text.npos;
    value_follows = alone ? known : nullptr;
  }
}

} // namespace fanfare
