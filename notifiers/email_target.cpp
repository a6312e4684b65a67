#include "notifiers/email_target.hpp"

#include "messages/quote.hpp"
#include "messages/spelling.hpp"
#include "notifiers/email_address.hpp"
#include "notifiers/email_subject.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

using json = nlohmann::json;

const std::vector<std::string_view> known_fields{"subject", "addresses", "format"};
constexpr std::size_t max_addresses = 1'000;

error wrong(std::string_view field, std::string_view why) {
  return {errc::invalid_listener, std::string{field} + ": " + std::string{why}};
}

result<void> check_fields(const json& config) {
  for (const auto& [field, value] : config.items())
    if (std::find(known_fields.begin(), known_fields.end(), field) == known_fields.end())
      return wrong(quoted(field), "is no field of an email listener (subject, addresses, format)" +
                                      did_you_mean(field, known_fields));
  return {};
}

result<std::string> read_subject(const json& config) {
  const auto found = config.find("subject");
  if (found == config.end())
    return wrong("subject", "is missing; write what the mails are to be called");
  if (!found->is_string())
    return wrong("subject", std::string{"must be a string, not "} + found->type_name());
  auto text = found->get<std::string>();
  if (const auto fault = subject_fault(text))
    return wrong("subject", *fault);
  return text;
}

result<std::vector<std::string>> read_addresses(const json& config) {
  const auto found = config.find("addresses");
  if (found == config.end() || !found->is_array() || found->empty())
    return wrong("addresses", std::string{"must be a list of one or more addresses, as in "
                                          "[\"ops@example.com\"], is "} +
                                  (found == config.end() ? "missing"
                                   : found->is_array()   ? "empty"
                                                         : found->type_name()));
  if (found->size() > max_addresses)
    return wrong("addresses", "holds more than 1000 addresses; a mailing list takes more");
  std::vector<std::string> addresses;
  for (const auto& each : *found) {
    if (!each.is_string())
      return wrong("addresses", std::string{"must hold strings, holds "} + each.type_name());
    auto address = each.get<std::string>();
    if (const auto fault = address_fault(address))
      return wrong("addresses", quoted(address) + " " + *fault);
    if (std::find(addresses.begin(), addresses.end(), address) != addresses.end())
      return wrong("addresses", quoted(address) + " is there twice; it gets one mail an event");
    addresses.push_back(std::move(address));
  }
  return addresses;
}

result<void> check_format(const json& config) {
  const auto found = config.find("format");
  if (found == config.end() || *found == "json")
    return {};
  const auto said =
      found->is_string() ? quoted(found->get<std::string>()) : std::string{found->type_name()};
  return wrong("format", said + " is not available in this version; 'json', which is what mails "
                                "have when it is left out, is the only one");
}

} // namespace

result<email_target> email_target::parse(std::string_view config) {
  const auto read = json::parse(config, nullptr, false);
  if (!read.is_object())
    return wrong("notifier_config", "must be a JSON object, e.g. {\"subject\":\"news\","
                                    "\"addresses\":[\"ops@example.com\"]}");
  if (auto fine = check_fields(read); !fine)
    return fine.error();
  auto subject = read_subject(read);
  if (!subject)
    return subject.error();
  auto addresses = read_addresses(read);
  if (!addresses)
    return addresses.error();
  if (auto fine = check_format(read); !fine)
    return fine.error();
  return email_target{std::move(*subject), std::move(*addresses)};
}

} // namespace fanfare
