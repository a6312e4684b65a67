#include "engine/notifier_registry.hpp"

#include "messages/listener_json.hpp"
#include "messages/quote.hpp"
#include "notifiers/amqp_notifier.hpp"
#include "notifiers/email_notifier.hpp"
#include "notifiers/http_notifier.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <mutex>

namespace fanfare {
namespace {

constexpr std::string_view http_type = "http";
constexpr std::string_view email_type = "email";
constexpr std::string_view amqp_type = "amqp";

bool is_built_in(std::string_view type) {
  return type == http_type || type == email_type || type == amqp_type;
}

result<void> check_hosts(const std::map<std::string, std::shared_ptr<notifier>>& hosts) {
  for (const auto& [type, way] : hosts) {
    if (is_built_in(type))
      return error{errc::invalid_options, "notifiers: " + quoted(type) +
                                              " is built in; register yours under another name"};
    if (!is_listener_name(type))
      return error{errc::invalid_options,
                   "notifiers: " + quoted(type) +
                       " is no name for a notifier; 1 to 64 of A-Z a-z 0-9 _ . - are allowed"};
    if (!way)
      return error{errc::invalid_options, "notifiers: " + quoted(type) + " is null"};
  }
  return {};
}

} // namespace

struct notifier_registry::impl {
  std::map<std::string, std::shared_ptr<notifier>, std::less<>> known; ///< But for http.
  http_options http;
  std::once_flag http_made;
  std::shared_ptr<notifier> http_way;
  bool email_enabled = false;
  bool has_broker = false;
};

result<std::unique_ptr<notifier_registry>> notifier_registry::with(const options& how,
                                                                   const thread_watch& watch) {
  if (const auto checked = check_hosts(how.notifiers); !checked)
    return checked.error();
  auto guard = network_guard::with(how.allow_networks);
  if (!guard)
    return guard.error();
  auto mail = smtp_server::with(how.email);
  if (!mail)
    return mail.error();
  auto broker = amqp_broker::with(how.messaging);
  if (!broker)
    return broker.error();
  auto state = std::make_unique<impl>();
  state->known.insert(how.notifiers.begin(), how.notifiers.end());
  state->known.emplace(email_type,
                       make_email_notifier(std::move(*mail), default_mail_connections, watch));
  state->has_broker = !broker->addresses.empty();
  state->known.emplace(amqp_type, make_amqp_notifier(std::move(*broker)));
  state->http.guard = std::move(*guard);
  state->http.watch = watch;
  state->email_enabled = how.email.enabled;
  return std::unique_ptr<notifier_registry>{new notifier_registry{std::move(state)}};
}

notifier_registry::notifier_registry(std::unique_ptr<impl> state) : impl_{std::move(state)} {}

notifier_registry::~notifier_registry() = default;

std::shared_ptr<notifier> notifier_registry::find(std::string_view type) const {
  if (type == http_type) {
    std::call_once(impl_->http_made, [this] { impl_->http_way = make_http_notifier(impl_->http); });
    return impl_->http_way;
  }
  const auto found = impl_->known.find(type);
  return found == impl_->known.end() ? nullptr : found->second;
}

std::vector<std::string> notifier_registry::types() const {
  std::vector<std::string> names{std::string{http_type}};
  for (const auto& [type, way] : impl_->known)
    names.push_back(type);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> notifier_registry::delivered_types() const {
  auto names = types();
  names.erase(std::remove_if(names.begin(), names.end(),
                             [this](const auto& type) { return why_held(type).has_value(); }),
              names.end());
  return names;
}

std::optional<std::string> notifier_registry::why_held(std::string_view type) const {
  if (type == email_type && !impl_->email_enabled)
    return "mail is switched off; [email] enabled = true switches it on";
  if (type == amqp_type && !impl_->has_broker)
    return "there is no broker; [messaging] url names one";
  return std::nullopt;
}

std::vector<metric_family> notifier_registry::metrics() const {
  std::vector<metric_family> all;
  for (const auto& type : delivered_types()) {
    try {
      for (auto& family : find(type)->metrics())
        all.push_back(std::move(family));
    } catch (const std::exception&) { // it may be the host's, which then shows nothing
    }
  }
  return all;
}

} // namespace fanfare
