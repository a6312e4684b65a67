#include "tests/support/staged_broker.hpp"

#include <proton/codec/map.hpp>
#include <proton/connection.hpp>
#include <proton/delivery.hpp>
#include <proton/message.hpp>
#include <proton/types.hpp>

#include <map>
#include <string>

// What a staged broker does for administrators: RabbitMQ 4 takes requests as HTTP has
// them, Apache Qpid those of its QMF, both as messages.

namespace fanfare::test {

namespace {

using fields = std::map<std::string, proton::value>;

std::string text_in(const fields& all, const char* key) {
  const auto found = all.find(key);
  return found == all.end() ? "" : proton::get<std::string>(found->second);
}

bool starts_with(const std::string& text, const std::string& part) {
  return text.compare(0, part.size(), part) == 0;
}

constexpr const char* exchanges_at = "/exchanges/";

} // namespace

void staged_broker::answer_request(proton::delivery& which, const proton::message& what) {
  if (!how_.answers_management)
    return;
  const auto to = replies_.find(which.connection());
  if (to != replies_.end())
    to->second.send(is_rabbitmq() ? answer_to(what) : qmf_answer_to(what));
}

proton::message staged_broker::answer_to(const proton::message& what) {
  proton::message reply;
  reply.correlation_id(what.id());
  reply.subject("204");
  if (starts_with(what.to(), "/queues/")) {
    reply.subject("201");
  } else if (what.to() == "/bindings") {
    const auto wanted = proton::get<fields>(what.body());
    queues_.bind(text_in(wanted, "destination_queue"), text_in(wanted, "source"),
                 text_in(wanted, "binding_key"));
  } else if (starts_with(what.to(), exchanges_at)) {
    const auto name = percent_decoded(what.to().substr(std::string{exchanges_at}.size()));
    if (what.subject() == "DELETE")
      drop_exchange(name);
    else
      declare(what, name, reply);
  } else {
    reply.subject("404");
  }
  return reply;
}

void staged_broker::declare(const proton::message& what, const std::string& name,
                            proton::message& reply) {
  const auto wanted = proton::get<fields>(what.body());
  const auto type = text_in(wanted, "type");
  const bool durable = proton::get<bool>(wanted.at("durable"));
  std::lock_guard guard{mutex_};
  ++requests_;
  const auto found = exchanges_.find(name);
  const auto differs = [&](const char* in) {
    reply.subject("409");
    reply.body("inequivalent arg '" + std::string{in} + "' for exchange '" + name +
               "' in vhost '/'");
  };
  if (found == exchanges_.end() && (how_.forbidden.count(name) > 0 || starts_with(name, "amq."))) {
    reply.subject("403");
    reply.body("access to exchange '" + name + "' refused");
  } else if (found != exchanges_.end() && found->second != type) {
    differs("type");
  } else if (found != exchanges_.end() && durable == (transient_.count(name) > 0)) {
    differs("durable");
  } else if (found == exchanges_.end()) {
    exchanges_[name] = type;
    if (!durable)
      transient_.insert(name);
  }
}

proton::message staged_broker::qmf_answer_to(const proton::message& what) {
  const auto asked = proton::get<fields>(what.body());
  const auto about = proton::get<fields>(asked.at("_arguments"));
  const auto name = text_in(about, "name");
  proton::message reply;
  reply.to(what.reply_to());
  const bool is_done = text_in(asked, "_method_name") == "delete" &&
                       text_in(about, "type") == "exchange" && exchanges().count(name) > 0;
  if (is_done)
    drop_exchange(name);
  reply.properties().put("qmf.opcode", is_done ? "_method_response" : "_exception");
  reply.body(proton::value{fields{}});
  return reply;
}

} // namespace fanfare::test
