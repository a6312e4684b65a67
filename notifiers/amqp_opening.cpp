#include "notifiers/amqp_opening.hpp"

#include <proton/codec/map.hpp>
#include <proton/duration.hpp>
#include <proton/symbol.hpp>
#include <proton/types.hpp>
#include <proton/uuid.hpp>

#include <map>
#include <string>

namespace fanfare {

namespace {

/// Without a limit, a broker could make one frame of all it has to say.
constexpr std::uint32_t max_frame_bytes = 65'536;
/// With a login at hand, Proton would still go in as nobody where that is let in.
void log_in(proton::connection_options& into, const amqp_address& at) {
  switch (at.login) {
  case amqp_login::anonymous:
    into.sasl_allowed_mechs("ANONYMOUS");
    return;
  case amqp_login::external:
    into.sasl_allowed_mechs("EXTERNAL");
    return;
  case amqp_login::plain:
    into.user(at.username).password(at.password).sasl_allowed_mechs("PLAIN");
    into.sasl_allow_insecure_mechs(!at.uses_tls);
    return;
  }
}

/// RabbitMQ knows virtual hosts by this mark; what has none is a host's name to it.
std::string open_host(const amqp_broker& with, const amqp_address& at) {
  if (at.virtual_host.empty())
    return at.host;
  return with.dialect == amqp_dialect::qpid ? at.virtual_host : "vhost:" + at.virtual_host;
}

std::string text_in(const std::map<proton::symbol, proton::value>& all, const char* key) {
  const auto found = all.find(proton::symbol{key});
  if (found == all.end() || found->second.type() != proton::STRING)
    return {};
  return proton::get<std::string>(found->second);
}

} // namespace

proton::connection_options opening_options(const amqp_peer& at) {
  proton::connection_options made;
  made.container_id("fanfare-" + proton::uuid::random().str());
  made.properties({{proton::symbol{"product"}, proton::value{"fanfare"}},
                   {proton::symbol{"version"}, proton::value{FANFARE_VERSION}}});
  made.virtual_host(open_host(at.broker, at.address));
  made.idle_timeout(
      proton::duration{static_cast<proton::duration::numeric_type>(at.patience.idle.count())});
  made.max_frame_size(max_frame_bytes);
  log_in(made, at.address);
  if (at.address.uses_tls)
    made.ssl_client_options(at.tls.options());
  return made;
}

amqp_dialect dialect_of(const proton::connection& opened, const amqp_broker& with) {
  if (with.dialect)
    return *with.dialect;
  const auto said = opened.properties();
  return dialect_of(text_in(said, "product"), text_in(said, "version"));
}

} // namespace fanfare
