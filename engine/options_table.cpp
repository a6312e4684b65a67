#include "engine/options_table.hpp"

#include "engine/options_checks.hpp"
#include "messages/ordering_text.hpp"
#include "messages/retry_on.hpp"

#include <iterator>

namespace fanfare {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;
constexpr std::int64_t day = 24 * hour;

auto& node_name(options& of) { return of.node_name; }
auto& state_dir(options& of) { return of.state_dir; }
auto& store_url(options& of) { return of.store_url; }
auto& listen(options& of) { return of.listen; }
auto& broker_url(options& of) { return of.messaging.url; }
auto& topic_exchange(options& of) { return of.messaging.topic_exchange; }
auto& subject_prefix(options& of) { return of.messaging.subject_prefix; }
auto& broker_username(options& of) { return of.messaging.username; }
auto& broker_password(options& of) { return of.messaging.password; }
auto& broker_tls(options& of) { return of.messaging.tls; }
auto& management_url(options& of) { return of.messaging.management_url; }
auto& dialect(options& of) { return of.messaging.dialect; }
auto& timeout(options& of) { return of.delivery.timeout; }
auto& max_attempts(options& of) { return of.delivery.max_attempts; }
auto& concurrency(options& of) { return of.delivery.concurrency; }
auto& first_delay(options& of) { return of.delivery.first_delay; }
auto& max_delay(options& of) { return of.delivery.max_delay; }
auto& delays(options& of) { return of.delivery.delays; }
auto& max_age(options& of) { return of.delivery.max_age; }
auto& rate(options& of) { return of.delivery.rate; }
auto& ordering(options& of) { return of.delivery.ordering; }
auto& retry_on(options& of) { return of.delivery.retry_on; }
auto& hold(options& of) { return of.delivery.hold; }
auto& disable_after(options& of) { return of.delivery.disable_after; }
auto& parked_max(options& of) { return of.delivery.parked_max; }
auto& dead_max(options& of) { return of.delivery.dead_max; }
auto& dead_max_age(options& of) { return of.delivery.dead_max_age; }
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

constexpr option_key table[] = {
    {"node", "name", "How this node is called in logs and in the store. Empty: the host's name.",
     node_name},
    {"node", "state_dir",
     "Where a node remembers over a crash what it had just delivered. Empty: beside the store if "
     "that is a file, else $STATE_DIRECTORY, $XDG_STATE_HOME/fanfare or ~/.local/state/fanfare.",
     state_dir},
    {"store",
     "url",
     "sqlite:PATH, redis://[USER:PASSWORD@]HOST:PORT/DB or redis+unix://PATH.",
     store_url,
     {},
     option_check::not_empty,
     secrecy::url_password},
    {"server",
     "listen",
     "Where `fanfare serve` listens: host:port.",
     listen,
     {},
     option_check::not_empty},
    {"messaging",
     "url",
     "The broker: amqp://HOST:PORT or amqps://HOST:PORT. Empty: there is none, and what is due "
     "to amqp listeners is held.",
     broker_url,
     {},
     option_check::amqp_url,
     secrecy::url_password},
    {"messaging",
     "topic_exchange",
     "The exchange of listeners that name none of their own.",
     topic_exchange,
     {},
     option_check::not_empty},
    {"messaging", "subject_prefix",
     "Stands before the event type in the subject, without the final dot.", subject_prefix},
    {"messaging", "username", "For the broker. Empty: nobody logs in.", broker_username},
    {"messaging",
     "password",
     "The password of that user.",
     broker_password,
     {},
     nullptr,
     secrecy::secret},
    {"messaging",
     "tls",
     R"("auto": as the URL says; "required" or "off".)",
     broker_tls,
     {},
     option_check::tls_use},
    {"messaging",
     "management_url",
     "Where RabbitMQ 3 declares exchanges: http://HOST:PORT. Empty: port 15672 of the broker.",
     management_url,
     {},
     option_check::http_url,
     secrecy::url_password},
    {"messaging",
     "dialect",
     R"("auto": as the broker says; "qpid", "rabbitmq3" or "rabbitmq4".)",
     dialect,
     {},
     option_check::broker_kind},
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
    {"delivery",
     "delays",
     "Not empty: the delays before the second attempt, the third, and so on, exactly, in place of "
     "the two above. 1ms to 7d each.",
     delays,
     {1, 7 * day}},
    {"delivery",
     "max_age",
     "How old an event may grow: what is not delivered by then becomes a dead letter, whatever it "
     "waits for. 0s: as old as it likes. Up to 365d.",
     max_age,
     {0, 365 * day}},
    {"delivery", "rate",
     "Attempts for one listener in a second, minute, hour or day. What comes faster waits, and "
     "uses up no attempt. Empty: no limit. 1/d to 1000000/s.",
     rate},
    {"delivery",
     "ordering",
     "Events with an equal value here go one after the other to a listener: event_type, or a JSON "
     "pointer into the report. Empty: all go side by side.",
     ordering,
     {},
     check_ordering},
    {"delivery",
     "retry_on",
     "Rejections that are tried again all the same: statuses from 300 to 599, and the classes 3xx, "
     "4xx and 5xx.",
     retry_on,
     {},
     check_retry_on},
    {"delivery",
     "hold",
     "How long deliveries wait for a listener that is paused or disabled; then they become dead "
     "letters. 0s: as long as max_age allows. Up to 365d.",
     hold,
     {0, 365 * day}},
    {"delivery",
     "disable_after",
     "A listener that fails for so long, and in 20 attempts at least, without one success is "
     "disabled. 0s: never. Up to 365d.",
     disable_after,
     {0, 365 * day}},
    {"delivery",
     "parked_max",
     "Deliveries that wait for one listener. Beyond them the oldest are dropped. 1 to 10000000.",
     parked_max,
     {1, 10'000'000}},
    {"delivery",
     "dead_max",
     "Dead letters of one listener. Beyond them the oldest are dropped. 1 to 10000000.",
     dead_max,
     {1, 10'000'000}},
    {"delivery",
     "dead_max_age",
     "How long a dead letter is kept. 0s: until it is replayed or dropped. Up to 3650d.",
     dead_max_age,
     {0, 3'650 * day}},
    {"email", "enabled",
     "Off: listeners of type email are kept and match, and their mails are held until it is "
     "switched on.",
     email_enabled},
    {"email",
     "host",
     "The mail server: a name or an address.",
     email_host,
     {},
     option_check::not_empty},
    {"email", "port", "Its port. 1 to 65535.", email_port, {1, 65'535}},
    {"email",
     "from",
     "The sender of every mail, and its \"From\".",
     email_from,
     {},
     option_check::address},
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
     option_check::network},
    {"log", "level", "debug, info, warning or error.", log_threshold},
    {"log", "format", "human, or json: one object a line.", log_layout},
};

} // namespace

const std::vector<option_key>& option_keys() {
  static const std::vector<option_key> keys = [] {
    std::vector<option_key> all{std::begin(table), std::end(table)};
    const auto limits = option_keys_of_limits();
    all.insert(all.end(), limits.begin(), limits.end());
    return all;
  }();
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
