#include "engine/options_checks.hpp"

#include "messages/quote.hpp"
#include "messages/spelling.hpp"
#include "notifiers/broker_url.hpp"
#include "notifiers/email_address.hpp"
#include "notifiers/exchange_name.hpp"
#include "notifiers/network_guard.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace fanfare {
namespace {

error wrong(std::string what) { return {errc::invalid_options, std::move(what)}; }

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

result<void> one_of(std::string_view text, const std::vector<std::string_view>& known) {
  if (std::find(known.begin(), known.end(), text) != known.end())
    return {};
  std::string all;
  for (const auto each : known)
    all += (all.empty() ? "\"" : ", \"") + std::string{each} + "\"";
  return wrong(quoted(text) + " is none of " + all + did_you_mean(text, known));
}

} // namespace

namespace option_check {

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

result<void> login(std::string_view text) {
  return one_of(text, {"auto", "plain", "external", "anonymous"});
}
result<void> tls_use(std::string_view text) { return one_of(text, {"auto", "required", "off"}); }
result<void> broker_kind(std::string_view text) {
  return one_of(text, {"auto", "qpid", "rabbitmq3", "rabbitmq4", "plain"});
}

} // namespace option_check
} // namespace fanfare
