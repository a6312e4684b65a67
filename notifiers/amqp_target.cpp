#include "notifiers/amqp_target.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"
#include "notifiers/exchange_name.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

const std::vector<std::string_view> known_fields{"exchange", "ttl"};

error wrong(std::string_view field, std::string_view why) {
  return {errc::invalid_listener, std::string{field} + ": " + std::string{why}};
}

result<std::string> read_exchange(const json& value) {
  if (!value.is_string())
    return wrong("exchange", std::string{"must be a string, not "} + value.type_name());
  auto name = value.get<std::string>();
  if (name.empty())
    return name;
  if (const auto fault = exchange_name_fault(name))
    return wrong("exchange", quoted(name) + " " + *fault);
  return name;
}

result<std::optional<std::chrono::milliseconds>> read_ttl(const json& value) {
  if (!value.is_string())
    return wrong("ttl", std::string{"must be a duration such as \"1h\", not "} + value.type_name());
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty())
    return std::optional<std::chrono::milliseconds>{};
  const auto read = duration_from_text(text);
  if (!read)
    return wrong("ttl", read.error().detail);
  if (*read < 1ms || *read > longest_ttl)
    return wrong("ttl", to_text(*read) + " is out of range: 1ms to 45d is allowed");
  return std::optional{*read};
}

} // namespace

result<amqp_target> amqp_target::parse(std::string_view config) {
  const auto read = json::parse(config, nullptr, false);
  if (!read.is_object())
    return wrong("notifier_config", R"(must be a JSON object, e.g. {"exchange":"pulp"})");
  amqp_target made;
  for (const auto& [field, value] : read.items()) {
    if (field == "exchange") {
      auto name = read_exchange(value);
      if (!name)
        return name.error();
      made.exchange = std::move(*name);
    } else if (field == "ttl") {
      const auto ttl = read_ttl(value);
      if (!ttl)
        return ttl.error();
      made.ttl = *ttl;
    } else {
      return wrong(quoted(field), "is no field of an amqp listener (exchange, ttl)" +
                                      did_you_mean(field, known_fields));
    }
  }
  return made;
}

} // namespace fanfare
