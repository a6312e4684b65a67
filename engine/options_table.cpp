#include "engine/options_table.hpp"

#include "messages/quote.hpp"
#include "notifiers/email_address.hpp"
#include "notifiers/network_guard.hpp"

namespace fanfare {
namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t mebibyte = 1024 * 1024;

auto& node_name(options& of) { return of.node_name; }
auto& store_url(options& of) { return of.store_url; }
auto& listen(options& of) { return of.listen; }
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
auto& max_event_bytes(options& of) { return of.limits.max_event_bytes; }
auto& max_events(options& of) { return of.limits.max_events; }
auto& max_body_bytes(options& of) { return of.limits.max_body_bytes; }

result<void> not_empty(std::string_view text) {
  if (text.empty())
    return error{errc::invalid_options, "must not be empty"};
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

} // namespace

const std::vector<option_key>& option_keys() {
  static const std::vector<option_key> keys{
      {"node", "name", node_name},
      {"store", "url", store_url, {}, not_empty},
      {"server", "listen", listen, {}, not_empty},
      {"delivery", "timeout", timeout, {1, hour}},
      {"delivery", "max_attempts", max_attempts, {1, 1'000}},
      {"delivery", "concurrency", concurrency, {1, 1'024}},
      {"delivery", "first_delay", first_delay, {1, day}},
      {"delivery", "max_delay", max_delay, {1, 7 * day}},
      {"email", "enabled", email_enabled},
      {"email", "host", email_host, {}, not_empty},
      {"email", "port", email_port, {1, 65'535}},
      {"email", "from", email_from, {}, address},
      {"email", "username", email_username},
      {"email", "password", email_password},
      {"email", "tls", email_tls},
      {"email", "ca_path", email_ca_path},
      {"security", "allow_networks", allow_networks, {}, network},
      {"log", "level", log_threshold},
      {"limits", "max_event_bytes", max_event_bytes, {1, 64 * mebibyte}},
      {"limits", "max_events", max_events, {1, 100'000}},
      {"limits", "max_body_bytes", max_body_bytes, {1, 1024 * mebibyte}},
  };
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
