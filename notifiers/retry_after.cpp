#include "notifiers/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fanfare {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr seconds longest = std::chrono::hours{24} * 365'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads one form of a date from the front, and remembers when it was none.
class date_reader {
public:
  explicit date_reader(std::string_view text) : left_(text) {}

  date_reader& text(std::string_view expected) {
    if (left_.starts_with(expected))
      left_.remove_prefix(expected.size());
    else
      fits_ = false;
    return *this;
  }

  date_reader& any_of(const auto& names, unsigned& which) {
    for (which = 0; which < names.size(); ++which)
      if (left_.starts_with(names[which])) {
        left_.remove_prefix(names[which].size());
        return *this;
      }
    fits_ = false;
    return *this;
  }

  date_reader& digits(std::size_t count, unsigned& number) {
    const auto field = left_.substr(0, count);
    fits_ = fits_ && field.size() == count && std::all_of(field.begin(), field.end(), is_digit);
    if (fits_) {
      std::from_chars(field.data(), field.data() + count, number);
      left_.remove_prefix(count);
    }
    return *this;
  }

  /// A day of the month that asctime pads with a space.
  date_reader& padded_day(unsigned& number) {
    return left_.starts_with(' ') ? text(" ").digits(1, number) : digits(2, number);
  }

  bool fits_to_the_end() const { return fits_ && left_.empty(); }

private:
  std::string_view left_;
  bool fits_ = true;
};

constexpr std::array<std::string_view, 7> short_days{"Mon", "Tue", "Wed", "Thu",
                                                     "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> long_days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct date_fields {
  unsigned weekday = 0; ///< Not checked against the date: nobody counts on it.
  unsigned day = 0;
  unsigned month = 0; ///< From 0.
  unsigned year = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
};

date_reader& time_of_day(date_reader& from, date_fields& into) {
  return from.digits(2, into.hour)
      .text(":")
      .digits(2, into.minute)
      .text(":")
      .digits(2, into.second);
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
bool read_usual(std::string_view text, date_fields& into) {
  date_reader from{text};
  from.any_of(short_days, into.weekday).text(", ").digits(2, into.day).text(" ");
  from.any_of(months, into.month).text(" ").digits(4, into.year).text(" ");
  return time_of_day(from, into).text(" GMT").fits_to_the_end();
}

/// `Sunday, 06-Nov-94 08:49:37 GMT`
bool read_rfc850(std::string_view text, date_fields& into, int this_year) {
  date_reader from{text};
  from.any_of(long_days, into.weekday).text(", ").digits(2, into.day).text("-");
  from.any_of(months, into.month).text("-").digits(2, into.year).text(" ");
  if (!time_of_day(from, into).text(" GMT").fits_to_the_end())
    return false;
  // What seems to be more than 50 years ahead is a year of the century before.
  into.year += static_cast<unsigned>(this_year / 100 * 100);
  if (static_cast<int>(into.year) > this_year + 50)
    into.year -= 100;
  return true;
}

/// `Sun Nov  6 08:49:37 1994`
bool read_asctime(std::string_view text, date_fields& into) {
  date_reader from{text};
  from.any_of(short_days, into.weekday).text(" ").any_of(months, into.month).text(" ");
  from.padded_day(into.day).text(" ");
  return time_of_day(from, into).text(" ").digits(4, into.year).fits_to_the_end();
}

std::optional<sys_seconds> read_date(std::string_view text, int this_year) {
  date_fields read;
  if (!read_usual(text, read) && !read_rfc850(text, read = {}, this_year) &&
      !read_asctime(text, read = {}))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(read.year)},
                                         std::chrono::month{read.month + 1},
                                         std::chrono::day{read.day}};
  // A minute may have a leap second.
  if (!date.ok() || read.hour > 23 || read.minute > 59 || read.second > 60)
    return std::nullopt;
  return sys_days{date} + std::chrono::hours{read.hour} + std::chrono::minutes{read.minute} +
         seconds{read.second};
}

std::string_view without_blanks(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blank(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace

std::optional<milliseconds> read_retry_after(std::string_view field,
                                             std::chrono::system_clock::time_point now) {
  field = without_blanks(field);
  if (!field.empty() && std::all_of(field.begin(), field.end(), is_digit)) {
    seconds::rep count = 0;
    const auto how = std::from_chars(field.data(), field.data() + field.size(), count);
    return how.ec == std::errc{} ? std::min(seconds{count}, longest) : longest;
  }
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
  const auto when = read_date(field, static_cast<int>(today.year()));
  if (!when)
    return std::nullopt;
  // In milliseconds: what a clock counts in may not reach to the year 9999.
  const auto left = *when - std::chrono::floor<milliseconds>(now);
  return std::clamp<milliseconds>(left, milliseconds{0}, longest);
}

} // namespace fanfare
