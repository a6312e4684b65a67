#include "notifiers/amqp_message.hpp"

#include <proton/binary.hpp>
#include <proton/duration.hpp>
#include <proton/message_id.hpp>
#include <proton/timestamp.hpp>

namespace fanfare {

std::string subject_of(const event& what, const amqp_broker& with) {
  const auto& prefix = with.how.subject_prefix;
  return prefix.empty() ? what.type : prefix + "." + what.type;
}

void write_message(proton::message& into, const amqp_job& of, const std::string& subject,
                   const std::string& to, const amqp_broker& with) {
  const auto& report = *of.what.what;
  into.clear();
  into.id(proton::message_id{report.id.text()});
  into.subject(subject);
  if (!to.empty())
    into.to(to);
  into.content_type("application/json");
  into.durable(true);
  into.creation_time(proton::timestamp{static_cast<proton::timestamp::numeric_type>(report.id.ms)});
  if (const auto ttl = of.to->target.ttl.value_or(with.how.ttl); ttl.count() > 0)
    into.ttl(proton::duration{static_cast<proton::duration::numeric_type>(ttl.count())});
  // Else it would be a value of AMQP's own types, which others read as bytes of that encoding.
  into.inferred(true);
  into.body(proton::binary{report.body});
}

} // namespace fanfare
