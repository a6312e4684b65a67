#include "notifiers/amqp_notifier.hpp"

#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fanfare {

namespace {

using json = nlohmann::json;

/// The grammar of AMQP 0-9-1, which every broker takes.
constexpr std::size_t max_exchange_bytes = 127;

error wrong(std::string_view field, std::string_view why) {
  return {errc::invalid_listener, std::string{field} + ": " + std::string{why}};
}

bool is_exchange_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == ':' || c == '-';
}

result<void> check_exchange(const json& value) {
  if (!value.is_string())
    return wrong("exchange", std::string{"must be a string, not "} + value.type_name());
  const auto& name = value.get_ref<const std::string&>();
  if (name.size() > max_exchange_bytes)
    return wrong("exchange", "is longer than 127 bytes");
  if (!std::all_of(name.begin(), name.end(), is_exchange_byte))
    return wrong("exchange", quoted(name) + " is no name of an exchange; it takes A-Z, a-z, 0-9, "
                                            "'_', '.', ':' and '-'");
  return {};
}

class amqp_notifier final : public notifier {
public:
  result<void> validate(std::string_view config) const override {
    const auto read = json::parse(config, nullptr, false);
    if (!read.is_object())
      return wrong("notifier_config", R"(must be a JSON object, e.g. {"exchange":"pulp"})");
    for (const auto& [field, value] : read.items()) {
      if (field != "exchange")
        return wrong(quoted(field), "is no field of an amqp listener (exchange)" +
                                        did_you_mean(field, {"exchange"}));
      if (auto fine = check_exchange(value); !fine)
        return fine;
    }
    return {};
  }

  void send(std::vector<attempt> batch, on_done done) override {
    std::vector<outcome> answers;
    answers.reserve(batch.size());
    for (const auto& each : batch)
      answers.push_back({each.ticket, verdict::retry, "not sent: this version has no AMQP"});
    done(std::move(answers));
  }
};

} // namespace

std::unique_ptr<notifier> make_amqp_notifier() { return std::make_unique<amqp_notifier>(); }

} // namespace fanfare
