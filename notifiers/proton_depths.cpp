#include "notifiers/proton_depths.hpp"

#include <proton/condition.h>
#include <proton/connection.h>
#include <proton/connection.hpp>
#include <proton/delivery.h>
#include <proton/disposition.h>
#include <proton/error_condition.hpp>
#include <proton/link.h>
#include <proton/sender.hpp>
#include <proton/session.h>
#include <proton/session.hpp>
#include <proton/ssl.h>
#include <proton/tracker.hpp>
#include <proton/transport.h>
#include <proton/transport.hpp>

namespace fanfare {

namespace {

/// The C object behind one of Proton's C++ objects, which only derived classes may see.
template <class Object>
struct opened : Object {
  static auto* core_of(const Object& what) {
    const auto core = &opened::pn_object;
    return (what.*core)();
  }
};

std::string text_of(const char* text) { return text == nullptr ? std::string{} : text; }

} // namespace

amqp_condition reason_of_rejection(const proton::tracker& of) {
  auto* const said =
      pn_disposition_condition(pn_delivery_remote(opened<proton::tracker>::core_of(of)));
  if (said == nullptr || !pn_condition_is_set(said))
    return {};
  return {text_of(pn_condition_get_name(said)), text_of(pn_condition_get_description(said))};
}

std::uint64_t largest_message(const proton::sender& to) {
  return pn_link_remote_max_message_size(opened<proton::sender>::core_of(to));
}

void free_session(const proton::session& which) {
  pn_session_free(opened<proton::session>::core_of(which));
}

std::string thrown_in(const proton::transport& through) {
  const auto noted = through.error();
  if (noted.name() != "exception")
    return {};
  return noted.description().empty() ? noted.name() : noted.description();
}

void expect_certificate_of(const proton::connection& over, const std::string& host) {
  auto* const transport = pn_connection_transport(opened<proton::connection>::core_of(over));
  if (auto* const tls = transport == nullptr ? nullptr : pn_ssl(transport))
    pn_ssl_set_peer_hostname(tls, host.c_str());
}

} // namespace fanfare
