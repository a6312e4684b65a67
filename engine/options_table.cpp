#include "engine/options_table.hpp"

#include "messages/quote.hpp"
#include "messages/spelling.hpp"
#include "notifiers/broker_url.hpp"
#include "notifiers/email_address.hpp"
#include "notifiers/exchange_name.hpp"
#include "notifiers/network_guard.hpp"

#include <algorithm>
#include <iterator>

namespace fanfare {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t mebibyte = 1024 * 1024;

auto& node_name(options& of) { return of.node_name; }
auto& store_url(options& of) { return of.store_url; }
auto& listen(options& of) { return of.listen; }
auto& broker_url_list(options& of) { return of.messaging.url; }
auto& topic_exchange(options& of) { return of.messaging.topic_exchange; }
auto& subject_prefix(options& of) { return of.messaging.subject_prefix; }
auto& broker_username(options& of) { return of.messaging.username; }
auto& broker_password(options& of) { return of.messaging.password; }
auto& broker_sasl(options& of) { return of.messaging.sasl; }
auto& broker_ca_path(options& of) { return of.messaging.ca_path; }
auto& broker_client_cert(options& of) { return of.messaging.client_cert; }
auto& broker_client_key(options& of) { return of.messaging.client_key; }
auto& virtual_host(options& of) { return of.messaging.virtual_host; }
auto& message_ttl(options& of) { return of.messaging.ttl; }
auto& broker_tls(options& of) { return of.messaging.tls; }
auto& management_url(options& of) { return of.messaging.management_url; }
auto& dialect(options& of) { return of.messaging.dialect; }
auto& timeout(options& of) { return of.delivery.timeout; }
auto& max_attempts(options& of) { return of.delivery.max_attempts; }
auto& concurrency(options& of) { return of.delivery.concurrency; }
auto& first_delay(options& of) { return of.delivery.first_delay; }
auto& max_delay(options& of) { return of.delivery.max_delay; }
auto& email_enabled(options& of) { return of.email.enabled; }
auto& email_host(options& of) { return of.email.host; }
auto& email_port(options& of) { return of.email.port; }
auto& email_from(options& of) { return of.email.from; }
auto& email_username(options& of) { return of.email.username; }
auto& email_password(options& of) { return of.email.password; }
auto& email_tls(options& of) { return of.email.tls; }
auto& email_ca_path(options& of) { return of.email.ca_path; }
auto& allow_networks(options& of) { return of.allow_networks; }
auto& log_threshold(options& of) { return of.min_log_level; }
auto& log_layout(options& of) { return of.log_layout; }
auto& max_event_bytes(options& of) { return of.limits.max_event_bytes; }
auto& max_events(options& of) { return of.limits.max_events; }
auto& max_body_bytes(options& of) { return of.limits.max_body_bytes; }
auto& max_unsettled_events(options& of) { return of.max_unsettled_events; }

error wrong(std::string what) { return {errc::invalid_options, std::move(what)}; }

result<void> not_empty(std::string_view text) {
  if (text.empty())
    return wrong("must not be empty");
  return {};
}

result<void> address(std::string_view text) {
  if (const auto fault = address_fault(text))
    return error{errc::invalid_options, quoted(text) + " " + *fault};
  return {};
}

result<void> network(std::string_view text) {
  const auto guard = network_guard::with({std::string{text}});
  return guard ? result<void>{} : guard.error();
}

/// The value is not repeated: it may hold a password.
result<void> url_of(std::string_view text, const std::vector<std::string_view>& schemes) {
  if (text.empty())
    return {};
  std::string forms;
  for (const auto scheme : schemes) {
    if (text.starts_with(scheme) && text.size() > scheme.size())
      return {};
    forms += (forms.empty() ? "" : " or ") + std::string{scheme} + "HOST:PORT";
  }
  return wrong("must be " + forms + ", or empty");
}

result<void> broker_urls(std::string_view text) {
  const auto read = broker_url::parse_list(text);
  return read ? result<void>{} : read.error();
}

result<void> exchange(std::string_view text) {
  if (const auto fault = exchange_name_fault(text))
    return error{errc::invalid_options, quoted(text) + " " + *fault};
  return {};
}

result<void> http_url(std::string_view text) { return url_of(text, {"http://", "https://"}); }

result<void> one_of(std::string_view text, const std::vector<std::string_view>& known) {
  if (std::find(known.begin(), known.end(), text) != known.end())
    return {};
  std::string all;
  for (const auto each : known)
    all += (all.empty() ? "\"" : ", \"") + std::string{each} + "\"";
  return wrong(quoted(text) + " is none of " + all + did_you_mean(text, known));
}

result<void> tls_use(std::string_view text) { return one_of(text, {"auto", "required", "off"}); }
result<void> login(std::string_view text) {
  return one_of(text, {"auto", "plain", "external", "anonymous"});
}
result<void> broker_kind(std::string_view text) {
  return one_of(text, {"auto", "qpid", "rabbitmq3", "rabbitmq4"});
}

constexpr option_key table[] = {
    {"node", "name", "How this node is called in logs and in the store. Empty: the host's name.",
     node_name},
    {"store",
     "url",
     "sqlite:PATH, redis://[USER:PASSWORD@]HOST:PORT/DB or redis+unix://PATH.",
     store_url,
     {},
     not_empty,
     secrecy::url_password},
    {"server", "listen", "Where `fanfare serve` listens: host:port.", listen, {}, not_empty},
    {"messaging",
     "url",
     "The broker: amqp://HOST:PORT or amqps://HOST:PORT, with a virtual host as path. Several, "
     "separated by commas, are tried in this order. Empty: there is none, and what is due to amqp "
     "listeners is held.",
     broker_url_list,
     {},
     broker_urls,
     secrecy::url_password},
    {"messaging",
     "topic_exchange",
     "The exchange of listeners that name none of their own.",
     topic_exchange,
     {},
     exchange},
    {"messaging", "subject_prefix",
     "Stands before the event type in the subject, without the final dot.", subject_prefix},
    {"messaging",
     "ttl",
     "How long brokers keep a message that nobody takes. 0s, for ever, to 45d.",
     message_ttl,
     {0, 45 * day}},
    {"messaging", "username", "For the broker. Empty: nobody logs in.", broker_username},
    {"messaging",
     "password",
     "The password of that user.",
     broker_password,
     {},
     nullptr,
     secrecy::secret},
    {"messaging",
     "sasl",
     R"("auto": "plain" with a username, else "external" with a client_cert, else "anonymous".)",
     broker_sasl,
     {},
     login},
    {"messaging",
     "tls",
     R"("auto": as the URL says; "required" or "off".)",
     broker_tls,
     {},
     tls_use},
    {"messaging", "ca_path",
     "A PEM file used instead of the system's authorities to check the broker.", broker_ca_path},
    {"messaging", "client_cert", "A PEM file with the certificate that the broker asks for.",
     broker_client_cert},
    {"messaging", "client_key", "A PEM file with its key.", broker_client_key},
    {"messaging", "virtual_host",
     "Of brokers whose URL names none. Empty: the one that the broker takes by itself.",
     virtual_host},
    {"messaging",
     "management_url",
     "Where RabbitMQ 3 declares exchanges: http://HOST:PORT. Empty: port 15672 of the broker, or "
     "15671 by TLS if the broker is reached by TLS.",
     management_url,
     {},
     http_url,
     secrecy::url_password},
    {"messaging",
     "dialect",
     R"("auto": as the broker says; "qpid", "rabbitmq3" or "rabbitmq4".)",
     dialect,
     {},
     broker_kind},
    {"delivery",
     "timeout",
     "For one attempt, from connect to the end of the answer. 1ms to 1h.",
     timeout,
     {1, hour}},
    {"delivery",
     "max_attempts",
     "Attempts before a delivery becomes a dead letter. 1 to 1000.",
     max_attempts,
     {1, 1'000}},
    {"delivery",
     "concurrency",
     "Attempts under way at once for one listener. 1 to 1024.",
     concurrency,
     {1, 1'024}},
    {"delivery",
     "first_delay",
     "The delay before the second attempt; it grows fourfold from one attempt to the next. 1ms "
     "to 1d.",
     first_delay,
     {1, day}},
    {"delivery", "max_delay", "What it grows to at most. 1ms to 7d.", max_delay, {1, 7 * day}},
    {"email", "enabled",
     "Off: listeners of type email are kept and match, and their mails are held until it is "
     "switched on.",
     email_enabled},
    {"email", "host", "The mail server: a name or an address.", email_host, {}, not_empty},
    {"email", "port", "Its port. 1 to 65535.", email_port, {1, 65'535}},
    {"email", "from", "The sender of every mail, and its \"From\".", email_from, {}, address},
    {"email", "username",
     "Not empty: the mail server is asked for AUTH PLAIN or LOGIN. Without tls the password can "
     "be read on the way.",
     email_username},
    {"email",
     "password",
     "The password of that user.",
     email_password,
     {},
     nullptr,
     secrecy::secret},
    {"email", "tls",
     "none, starttls (no mail is sent to a server that does not offer it) or tls (from the first "
     "byte on, as on port 465).",
     email_tls},
    {"email", "ca_path",
     "A PEM file used instead of the system's authorities to check the mail server.",
     email_ca_path},
    {"security",
     "allow_networks",
     "Networks that notifiers may connect to although they are not public, in CIDR notation",
     allow_networks,
     {},
     network},
    {"log", "level", "debug, info, warning or error.", log_threshold},
    {"log", "format", "human, or json: one object a line.", log_layout},
    {"limits",
     "max_event_bytes",
     "One report, in bytes. 1 to 67108864.",
     max_event_bytes,
     {1, 64 * mebibyte}},
    {"limits", "max_events", "Reports in one request. 1 to 100000.", max_events, {1, 100'000}},
    {"limits",
     "max_body_bytes",
     "One request, all reports together, in bytes. 1 to 1073741824.",
     max_body_bytes,
     {1, 1024 * mebibyte}},
    {"limits",
     "max_unsettled_events",
     "Events in the store that are not settled. Beyond them publishing is answered \"busy\", "
     "until receivers have caught up. 1 to 1000000000.",
     max_unsettled_events,
     {1, 1'000'000'000}},
};

} // namespace

const std::vector<option_key>& option_keys() {
  static const std::vector<option_key> keys{std::begin(table), std::end(table)};
  return keys;
}

std::vector<std::string_view> option_sections() {
  std::vector<std::string_view> sections;
  for (const auto& key : option_keys())
    if (sections.empty() || sections.back() != key.section)
      sections.push_back(key.section);
  return sections;
}

std::vector<const option_key*> option_keys(std::string_view section) {
  std::vector<const option_key*> keys;
  for (const auto& key : option_keys())
    if (key.section == section)
      keys.push_back(&key);
  return keys;
}

} // namespace fanfare
