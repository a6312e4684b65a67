#include "fanfare/time_text.hpp"

#include "messages/quote.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace fanfare {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::system_clock;

error no_time(std::string_view text) {
  return {errc::invalid_options,
          quoted(text) + " is no time; write it as in 2026-01-31T23:59:59Z (UTC)"};
}

/// Reads the digits of `text` that stand where `form` has a 9, the rest literally.
bool fits(std::string_view text, std::string_view form) {
  if (text.size() < form.size())
    return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == '9' ? !digit : text[i] != form[i])
      return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  for (char digit : digits)
    value = value * 10 + (digit - '0');
  return value;
}

/// Reads `.123456Z` or `Z` as milliseconds; -1: it is neither.
int fraction(std::string_view text) {
  if (text == "Z")
    return 0;
  if (text.size() < 3 || text.front() != '.' || text.back() != 'Z')
    return -1;
  const auto digits = text.substr(1, text.size() - 2);
  if (!fits(digits, std::string(digits.size(), '9')))
    return -1;
  return number((std::string{digits} + "00").substr(0, 3));
}

} // namespace

std::string time_text(system_clock::time_point when) {
  const auto whole = std::chrono::floor<seconds>(when);
  const auto ms = std::chrono::floor<milliseconds>(when - whole).count();
  const auto moment = system_clock::to_time_t(whole);
  std::tm parts{};
  gmtime_r(&moment, &parts);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::array<char, 8> rest{};
  std::snprintf(rest.data(), rest.size(), ".%03dZ", static_cast<int>(ms));
  return std::string(text.data(), length) + rest.data();
}

result<system_clock::time_point> time_from_text(std::string_view text) {
  constexpr std::string_view form = "9999-99-99T99:99:99";
  if (!fits(text, form))
    return no_time(text);
  const auto ms = fraction(text.substr(form.size()));
  std::tm parts{};
  parts.tm_year = number(text.substr(0, 4)) - 1900;
  parts.tm_mon = number(text.substr(5, 2)) - 1;
  parts.tm_mday = number(text.substr(8, 2));
  parts.tm_hour = number(text.substr(11, 2));
  parts.tm_min = number(text.substr(14, 2));
  parts.tm_sec = number(text.substr(17, 2));
  const auto asked = parts;
  const auto moment = timegm(&parts);
  // February 30th becomes a day of March: what changed was no date.
  const auto same = asked.tm_mon == parts.tm_mon && asked.tm_mday == parts.tm_mday &&
                    asked.tm_hour == parts.tm_hour && asked.tm_min == parts.tm_min &&
                    asked.tm_sec == parts.tm_sec;
  if (ms < 0 || !same)
    return no_time(text);
  return system_clock::from_time_t(moment) + milliseconds{ms};
}

} // namespace fanfare
