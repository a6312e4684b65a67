#include "engine/options_table.hpp"
#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "messages/rate_text.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <charconv>

namespace fanfare {
namespace {

using std::chrono::milliseconds;

constexpr std::pair<std::string_view, log_level> levels[] = {
    {"debug", log_level::debug},
    {"info", log_level::info},
    {"warning", log_level::warning},
    {"error", log_level::error},
};

constexpr std::pair<std::string_view, log_format> formats[] = {
    {"human", log_format::human},
    {"json", log_format::json},
};

constexpr std::pair<std::string_view, smtp_security> securities[] = {
    {"none", smtp_security::none},
    {"starttls", smtp_security::starttls},
    {"tls", smtp_security::tls},
};

error wrong(std::string what) { return {errc::invalid_options, std::move(what)}; }

/// What a value of this type looks like, for whoever wrote something else.
std::string form_of(const option_key& key) {
  struct {
    std::string operator()(std::string& (*)(options&)) const { return "a text in quotes"; }
    std::string operator()(std::uint32_t& (*)(options&)) const { return "a whole number"; }
    std::string operator()(std::size_t& (*)(options&)) const { return "a whole number"; }
    std::string operator()(milliseconds& (*)(options&)) const {
      return R"(a duration in quotes, such as "15s")";
    }
    std::string operator()(std::vector<milliseconds>& (*)(options&)) const {
      return R"(a list of durations in quotes, such as ["5s", "1m", "1h"])";
    }
    std::string operator()(double& (*)(options&)) const {
      return R"(a rate in quotes, such as "50/s" or "10/m")";
    }
    std::string operator()(std::vector<std::string>& (*)(options&)) const {
      return R"(a list of texts in quotes, such as ["10.0.0.0/8"])";
    }
    std::string operator()(bool& (*)(options&)) const { return "true or false"; }
    std::string operator()(smtp_security& (*)(options&)) const {
      return R"("none", "starttls" or "tls")";
    }
    std::string operator()(log_level& (*)(options&)) const {
      return R"("debug", "info", "warning" or "error")";
    }
    std::string operator()(log_format& (*)(options&)) const { return R"("human" or "json")"; }
  } form;
  return std::visit(form, key.place);
}

result<std::int64_t> in_range(std::int64_t number, option_range range) {
  if (number >= range.least && number <= range.most)
    return number;
  return wrong(std::to_string(number) + " is out of range: " + std::to_string(range.least) +
               " to " + std::to_string(range.most) + " is allowed");
}

template <class Number>
result<void> set_number(Number& into, const option_key& key, const option_value& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (!number)
    return wrong("must be " + form_of(key));
  const auto checked = in_range(*number, key.range);
  if (!checked)
    return checked.error();
  into = static_cast<Number>(*checked);
  return {};
}

result<void> set(std::uint32_t& into, const option_key& key, const option_value& value) {
  return set_number(into, key, value);
}

result<void> set(std::size_t& into, const option_key& key, const option_value& value) {
  return set_number(into, key, value);
}

result<void> set(std::string& into, const option_key& key, const option_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return wrong("must be " + form_of(key));
  if (key.check)
    if (auto checked = key.check(*text); !checked)
      return checked;
  into = *text;
  return {};
}

result<milliseconds> duration_in_range(std::string_view text, option_range range) {
  auto duration = duration_from_text(text);
  if (duration && (duration->count() < range.least || duration->count() > range.most))
    return wrong(quoted(text) + " is out of range: " + to_text(milliseconds{range.least}) + " to " +
                 to_text(milliseconds{range.most}) + " is allowed");
  return duration;
}

result<void> set(milliseconds& into, const option_key& key, const option_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return wrong("must be " + form_of(key));
  const auto duration = duration_in_range(*text, key.range);
  if (!duration)
    return duration.error();
  into = *duration;
  return {};
}

result<void> set(std::vector<milliseconds>& into, const option_key& key,
                 const option_value& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return wrong("must be " + form_of(key));
  std::vector<milliseconds> read;
  for (const auto& item : *list) {
    const auto duration = duration_in_range(item, key.range);
    if (!duration)
      return duration.error();
    read.push_back(*duration);
  }
  into = std::move(read);
  return {};
}

result<void> set(double& into, const option_key& key, const option_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return wrong("must be " + form_of(key));
  const auto rate = rate_from_text(*text);
  if (!rate)
    return rate.error();
  into = *rate;
  return {};
}

result<void> set(std::vector<std::string>& into, const option_key& key, const option_value& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  if (!list)
    return wrong("must be " + form_of(key));
  for (const auto& item : *list)
    if (key.check)
      if (auto checked = key.check(item); !checked)
        return checked;
  into = *list;
  return {};
}

/// Finds what a word stands for in a table of words.
template <class Choice, std::size_t Count>
result<void> set_choice(Choice& into, const std::pair<std::string_view, Choice> (&table)[Count],
                        std::string_view what, const option_key& key, const option_value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text)
    return wrong("must be " + form_of(key));
  std::vector<std::string_view> known;
  for (const auto& [word, meaning] : table) {
    if (word == *text) {
      into = meaning;
      return {};
    }
    known.push_back(word);
  }
  return wrong(quoted(*text) + " is no " + std::string{what} + ": " + form_of(key) + " is allowed" +
               did_you_mean(*text, known));
}

result<void> set(log_level& into, const option_key& key, const option_value& value) {
  return set_choice(into, levels, "level", key, value);
}

result<void> set(log_format& into, const option_key& key, const option_value& value) {
  return set_choice(into, formats, "format", key, value);
}

result<void> set(smtp_security& into, const option_key& key, const option_value& value) {
  return set_choice(into, securities, "kind of protection", key, value);
}

result<void> set(bool& into, const option_key& key, const option_value& value) {
  const auto* flag = std::get_if<bool>(&value);
  if (!flag)
    return wrong("must be " + form_of(key));
  into = *flag;
  return {};
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    auto item = text.substr(0, comma);
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item.remove_suffix(item.size() - (item.find_last_not_of(' ') + 1));
    if (!item.empty())
      items.emplace_back(item);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return items;
}

} // namespace

result<void> set_option(options& into, const option_key& key, const option_value& value) {
  return std::visit([&](auto place) { return set(place(into), key, value); }, key.place);
}

result<void> set_option_from_text(options& into, const option_key& key, std::string_view text) {
  if (std::holds_alternative<std::vector<std::string>& (*)(options&)>(key.place) ||
      std::holds_alternative<std::vector<milliseconds>& (*)(options&)>(key.place))
    return set_option(into, key, items_of(text));
  if (std::holds_alternative<bool& (*)(options&)>(key.place)) {
    if (text != "true" && text != "false")
      return wrong(quoted(text) + " is not " + form_of(key));
    return set_option(into, key, text == "true");
  }
  const bool numeric = std::holds_alternative<std::uint32_t& (*)(options&)>(key.place) ||
                       std::holds_alternative<std::size_t& (*)(options&)>(key.place);
  if (!numeric)
    return set_option(into, key, std::string{text});
  std::int64_t number = 0;
  const auto end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, number);
  if (ec != std::errc{} || rest != end)
    return wrong(quoted(text) + " is not " + form_of(key));
  return set_option(into, key, number);
}

} // namespace fanfare
