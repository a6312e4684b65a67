#include "messages/duration_text.hpp"
#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"
#include "messages/ordering_text.hpp"
#include "messages/quote.hpp"
#include "messages/rate_text.hpp"
#include "messages/retry_on.hpp"
#include "messages/spelling.hpp"

#include <variant>

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::size_t most_items = 1'000;

template <class Value>
using field = Value delivery_options::*;

struct member {
  std::string_view key;
  std::variant<field<milliseconds>, field<std::uint32_t>, field<std::vector<milliseconds>>,
               field<std::string>, field<std::vector<std::string>>, field<double>>
      place;
  std::int64_t least = 0; ///< Of numbers, and of durations in milliseconds; the same of `most`.
  std::int64_t most = 0;
};

constexpr std::int64_t ms(milliseconds of) { return of.count(); }

const member members[] = {
    {"timeout", &delivery_options::timeout, 1, ms(hours{1})},
    {"max_attempts", &delivery_options::max_attempts, 1, 1'000},
    {"concurrency", &delivery_options::concurrency, 1, 1'024},
    {"first_delay", &delivery_options::first_delay, 1, ms(hours{24})},
    {"max_delay", &delivery_options::max_delay, 1, ms(hours{24 * 7})},
    {"delays", &delivery_options::delays, 1, ms(hours{24 * 7})},
    {"max_age", &delivery_options::max_age, 0, ms(hours{24 * 365})},
    {"rate", &delivery_options::rate},
    {"ordering", &delivery_options::ordering},
    {"retry_on", &delivery_options::retry_on},
    {"hold", &delivery_options::hold, 0, ms(hours{24 * 365})},
    {"disable_after", &delivery_options::disable_after, 0, ms(hours{24 * 365})},
    {"parked_max", &delivery_options::parked_max, 1, 10'000'000},
    {"dead_max", &delivery_options::dead_max, 1, 10'000'000},
    {"dead_max_age", &delivery_options::dead_max_age, 0, ms(hours{24 * 3'650})},
};

/// Reads one value for its member. What is wrong is said without the field.
class value_reader {
public:
  value_reader(const member& of, const json& value, delivery_options& to)
      : of_(of), value_(value), to_(to) {}

  result<void> operator()(field<milliseconds> place) const {
    if (!value_.is_string())
      return wrong("must be a duration in quotes, as in \"15s\", is " + shown(value_));
    return keep(duration(value_), to_.*place);
  }

  result<void> operator()(field<std::uint32_t> place) const {
    const auto least = static_cast<std::uint64_t>(of_.least);
    const auto most = static_cast<std::uint64_t>(of_.most);
    if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() < least ||
        value_.get<std::uint64_t>() > most)
      return wrong("must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most) + ", is " + shown(value_));
    to_.*place = value_.get<std::uint32_t>();
    return {};
  }

  result<void> operator()(field<std::vector<milliseconds>> place) const {
    std::vector<milliseconds> list;
    if (auto fine = check_list(R"(durations in quotes, as in ["5s","1m","1h"])"); !fine)
      return fine;
    for (const auto& item : value_) {
      if (!item.is_string())
        return wrong("must hold durations in quotes, holds " + shown(item));
      milliseconds read{};
      if (auto kept = keep(duration(item), read); !kept)
        return kept;
      list.push_back(read);
    }
    to_.*place = std::move(list);
    return {};
  }

  result<void> operator()(field<std::string> place) const {
    if (!value_.is_string())
      return wrong(R"(must be "event_type" or a JSON pointer such as "/payload/repo_id", is )" +
                   shown(value_));
    if (auto fine = check_ordering(value_.get_ref<const std::string&>()); !fine)
      return fine;
    to_.*place = value_.get<std::string>();
    return {};
  }

  result<void> operator()(field<std::vector<std::string>> place) const {
    std::vector<std::string> list;
    if (auto fine = check_list(R"(statuses and classes, as in [404,"5xx"])"); !fine)
      return fine;
    for (const auto& item : value_) {
      if (!item.is_string() && !item.is_number_unsigned())
        return wrong(R"(must hold statuses and classes, as in [404,"5xx"], holds )" + shown(item));
      list.push_back(item.is_string() ? item.get<std::string>() : item.dump());
      if (auto fine = check_retry_on(list.back()); !fine)
        return fine;
    }
    to_.*place = std::move(list);
    return {};
  }

  result<void> operator()(field<double> place) const {
    if (!value_.is_string())
      return wrong("must be a rate in quotes, as in \"50/s\", is " + shown(value_));
    return keep(rate_from_text(value_.get_ref<const std::string&>()), to_.*place);
  }

private:
  static error wrong(std::string why) { return {errc::invalid_listener, std::move(why)}; }

  template <class Value>
  static result<void> keep(const result<Value>& read, Value& into) {
    if (!read)
      return read.error();
    into = *read;
    return {};
  }

  result<milliseconds> duration(const json& text) const {
    auto read = duration_from_text(text.get_ref<const std::string&>());
    if (read && (read->count() < of_.least || read->count() > of_.most))
      return wrong(quoted(text.get<std::string>()) + " is out of range: it takes " +
                   to_text(milliseconds{of_.least}) + " to " + to_text(milliseconds{of_.most}));
    return read;
  }

  result<void> check_list(std::string_view of_what) const {
    if (!value_.is_array())
      return wrong("must be a list of " + std::string{of_what} + ", is " + shown(value_));
    if (value_.size() > most_items)
      return wrong("holds more than " + std::to_string(most_items) + " items");
    return {};
  }

  const member& of_;
  const json& value_;
  delivery_options& to_;
};

result<void> set(std::string_view key, const json& value, delivery_options& to) {
  std::vector<std::string_view> known;
  for (const auto& one : members) {
    known.push_back(one.key);
    if (one.key != key)
      continue;
    auto done = std::visit(value_reader{one, value, to}, one.place);
    return done ? done : wrong_field("delivery." + std::string{key}, done.error().detail);
  }
  return wrong_field("delivery",
                     "there is no " + quoted(key) + " in it" + did_you_mean(key, known));
}

} // namespace

result<delivery_options> apply_delivery(std::string_view delivery, delivery_options defaults) {
  if (delivery.empty())
    return defaults;
  auto object = json_object(delivery, "delivery");
  if (!object)
    return object.error();
  for (const auto& one : object->items())
    if (auto done = set(one.key(), one.value(), defaults); !done)
      return done.error();
  return defaults;
}

} // namespace fanfare
