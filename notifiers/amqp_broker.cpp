#include "notifiers/amqp_broker.hpp"

#include "messages/duration_text.hpp"
#include "messages/quote.hpp"
#include "notifiers/amqp_target.hpp"
#include "notifiers/broker_url.hpp"
#include "notifiers/exchange_name.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace fanfare {

namespace {

constexpr std::uint16_t amqp_port = 5672;
constexpr std::uint16_t amqps_port = 5671;
constexpr std::size_t longest_text = 1'024;
constexpr std::size_t longest_prefix = 127;

error wrong(std::string_view key, std::string_view why) {
  return {errc::invalid_options, "[messaging] " + std::string{key} + ": " + std::string{why}};
}

result<void> one_of(std::string_view key, std::string_view word,
                    std::initializer_list<std::string_view> known) {
  if (std::find(known.begin(), known.end(), word) != known.end())
    return {};
  std::string all;
  for (const auto each : known)
    all += (all.empty() ? "\"" : ", \"") + std::string{each} + "\"";
  return wrong(key, quoted(word) + " is none of " + all);
}

result<void> check_choices(const messaging_options& how) {
  if (auto fine = one_of("tls", how.tls, {"auto", "required", "off"}); !fine)
    return fine;
  if (auto fine = one_of("sasl", how.sasl, {"auto", "plain", "external", "anonymous"}); !fine)
    return fine;
  if (how.ttl.count() < 0 || how.ttl > longest_ttl)
    return wrong("ttl", to_text(how.ttl) + " is out of range: 0s (none) to 45d is allowed");
  return one_of("dialect", how.dialect, {"auto", "qpid", "rabbitmq3", "rabbitmq4", "plain"});
}

/// They are said to the broker, or name a file.
result<void> check_text(std::string_view key, std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }))
    return wrong(key, "holds a control character, such as a line break; leave it out");
  if (text.size() > longest_text)
    return wrong(key, "is longer than 1024 bytes");
  return {};
}

result<void> check_texts(const messaging_options& how) {
  if (how.username.empty() && !how.password.empty())
    return wrong("username", "is empty although there is a password; give both or neither");
  if (how.client_cert.empty() != how.client_key.empty())
    return wrong(how.client_cert.empty() ? "client_cert" : "client_key",
                 "is empty; a certificate needs its key, and a key its certificate");
  for (const auto& [key, text] :
       {std::pair{"username", &how.username}, std::pair{"password", &how.password},
        std::pair{"ca_path", &how.ca_path}, std::pair{"client_cert", &how.client_cert},
        std::pair{"client_key", &how.client_key}, std::pair{"virtual_host", &how.virtual_host}})
    if (auto fine = check_text(key, *text); !fine)
      return fine;
  return {};
}

bool is_prefix_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

/// A prefix is one or more segments of an event type.
result<void> check_names(const messaging_options& how) {
  if (const auto fault = exchange_name_fault(how.topic_exchange))
    return wrong("topic_exchange", quoted(how.topic_exchange) + " " + *fault);
  const auto& prefix = how.subject_prefix;
  if (prefix.size() > longest_prefix)
    return wrong("subject_prefix", "is longer than 127 bytes");
  if (prefix.ends_with('.') || prefix.starts_with('.'))
    return wrong("subject_prefix", quoted(prefix) + " begins or ends with a dot; the dot between "
                                                    "it and the event type comes by itself");
  if (!std::all_of(prefix.begin(), prefix.end(), is_prefix_byte))
    return wrong("subject_prefix",
                 quoted(prefix) + " holds a character that no event type has; it takes A-Z, a-z, "
                                  "0-9, '_', '-', and dots between");
  return {};
}

result<bool> uses_tls(const broker_url& url, const messaging_options& how) {
  if (how.tls != "off")
    return how.tls == "required" || url.is_amqps;
  if (url.is_amqps)
    return wrong("tls", "is \"off\" although the URL of " + quoted(url.host) +
                            " is an amqps:// one; write amqp://, or leave tls at \"auto\"");
  return false;
}

result<amqp_login> login_to(const amqp_address& where, const messaging_options& how) {
  if (how.sasl == "anonymous")
    return amqp_login::anonymous;
  if (how.sasl == "plain" && where.username.empty())
    return wrong("sasl", "is \"plain\" and there is no username");
  if (how.sasl == "external" && (how.client_cert.empty() || !where.uses_tls))
    return wrong("sasl", "is \"external\", which takes a client_cert and a broker reached by TLS");
  if (how.sasl == "plain" || (how.sasl == "auto" && !where.username.empty()))
    return amqp_login::plain;
  if (how.sasl == "external" || (where.uses_tls && !how.client_cert.empty()))
    return amqp_login::external;
  return amqp_login::anonymous;
}

result<amqp_address> address_of(const broker_url& url, const messaging_options& how) {
  const auto tls = uses_tls(url, how);
  if (!tls)
    return tls.error();
  amqp_address made;
  made.host = url.host;
  made.uses_tls = *tls;
  made.port = url.port != 0 ? url.port : *tls ? amqps_port : amqp_port;
  made.virtual_host = url.virtual_host.empty() ? how.virtual_host : url.virtual_host;
  made.username = url.username.empty() ? how.username : url.username;
  made.password = url.username.empty() ? how.password : url.password;
  made.shown = made.authority();
  if (!made.virtual_host.empty())
    made.shown += "/" + quoted(made.virtual_host);
  const auto login = login_to(made, how);
  if (!login)
    return login.error();
  made.login = *login;
  return made;
}

} // namespace

std::string amqp_address::authority() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

result<amqp_broker> amqp_broker::with(const messaging_options& how) {
  for (const auto& check : {check_choices, check_texts, check_names})
    if (auto fine = check(how); !fine)
      return fine.error();
  const auto urls = broker_url::parse_list(how.url);
  if (!urls)
    return wrong("url", urls.error().detail);
  amqp_broker made;
  made.dialect = dialect_named(how.dialect);
  made.how = how;
  for (const auto& url : *urls) {
    auto address = address_of(url, how);
    if (!address)
      return address.error();
    made.addresses.push_back(std::move(*address));
  }
  return made;
}

} // namespace fanfare
