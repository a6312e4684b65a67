#include "notifiers/amqp_attach.hpp"

#include <proton/codec/vector.hpp>
#include <proton/target.hpp>
#include <proton/target_options.hpp>
#include <proton/types.hpp>

#include <algorithm>

namespace fanfare {

namespace {

const proton::symbol topic{"topic"};

/// What Qpid's own client sends for {create: always, node: {type: topic}}.
void make_on_demand(proton::target_options& target) {
  target.capabilities({proton::symbol{"create-on-demand"}, topic});
  proton::target::dynamic_property_map wanted;
  wanted.put(proton::symbol{"supported-dist-modes"}, "copy");
  wanted.put(proton::symbol{"durable"}, true);
  wanted.put(proton::symbol{"exchange-type"}, "topic");
  target.dynamic_properties(wanted);
}

} // namespace

proton::sender_options attach_options(amqp_dialect in, const std::string& exchange) {
  proton::target_options target;
  switch (in) {
  case amqp_dialect::qpid:
    target.address(link_address(in, exchange));
    make_on_demand(target);
    break;
  case amqp_dialect::plain:
    target.address(link_address(in, exchange)).capabilities({topic});
    break;
  case amqp_dialect::rabbitmq3:
    target.address(link_address(in, exchange));
    break;
  case amqp_dialect::rabbitmq4:
    target.anonymous(true);
    break;
  }
  return proton::sender_options{}.target(target).delivery_mode(
      proton::delivery_mode::AT_LEAST_ONCE);
}

bool is_refusal(amqp_dialect in, const proton::sender& answered) {
  return in != amqp_dialect::rabbitmq4 && answered.target().address().empty();
}

bool leads_to_exchange(amqp_dialect in, const proton::sender& answered) {
  if (in != amqp_dialect::qpid)
    return true;
  const auto said = answered.target().capabilities();
  return std::find(said.begin(), said.end(), topic) != said.end();
}

} // namespace fanfare
