#include "notifiers/amqp_management.hpp"

#include "notifiers/amqp_dialect.hpp"
#include "notifiers/amqp_fault.hpp"

#include <proton/codec/map.hpp>
#include <proton/message_id.hpp>
#include <proton/receiver_options.hpp>
#include <proton/sender_options.hpp>
#include <proton/source_options.hpp>
#include <proton/target_options.hpp>
#include <proton/types.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace fanfare {

namespace {

constexpr const char* address = "/management";
constexpr const char* link_name = "fanfare-management";
constexpr std::string_view shown_name = "RabbitMQ's management";
constexpr int replies_at_once = 64;

using properties = std::map<proton::symbol, proton::value>;
using attributes = std::map<std::string, proton::value>;

proton::message request_for(std::uint64_t number, const std::string& exchange) {
  proton::message made;
  made.id(number);
  made.subject("PUT");
  made.to("/exchanges/" + percent_encoded(exchange));
  made.reply_to("$me");
  made.body(proton::value{attributes{{"type", proton::value{"topic"}},
                                     {"durable", proton::value{true}},
                                     {"auto_delete", proton::value{false}},
                                     {"internal", proton::value{false}},
                                     {"arguments", proton::value{attributes{}}}}});
  return made;
}

std::optional<std::uint64_t> number_of(const proton::message& reply) {
  const auto id = reply.correlation_id();
  if (id.type() != proton::ULONG)
    return std::nullopt;
  return proton::get<std::uint64_t>(id);
}

std::string body_of(const proton::message& reply) {
  if (reply.body().type() != proton::STRING)
    return {};
  return proton::get<std::string>(reply.body());
}

unsigned status_of(const proton::message& reply) {
  const auto text = reply.subject();
  unsigned status = 0;
  std::from_chars(text.data(), text.data() + text.size(), status);
  return status;
}

} // namespace

void amqp_management::declare(const std::string& exchange, clock::time_point now) {
  asked_.emplace(++last_number_, request{exchange, now + patience_});
  if (!session_)
    attach();
  may_send();
}

void amqp_management::attach() {
  const properties paired{{"paired", proton::value{true}}};
  proton::source_options source;
  proton::target_options target;
  source.address(address);
  target.address(address);
  session_ = over_.open_session();
  requests_ =
      session_->open_sender(address, proton::sender_options{}
                                         .name(link_name)
                                         .properties(paired)
                                         .source(source)
                                         .target(target)
                                         .delivery_mode(proton::delivery_mode::AT_MOST_ONCE));
  replies_ =
      session_->open_receiver(address, proton::receiver_options{}
                                           .name(link_name)
                                           .properties(paired)
                                           .source(source)
                                           .target(target)
                                           .credit_window(replies_at_once)
                                           .delivery_mode(proton::delivery_mode::AT_MOST_ONCE));
}

void amqp_management::may_send() {
  for (auto& [number, one] : asked_) {
    if (one.is_sent || !session_ || requests_.credit() <= 0)
      continue;
    one.is_sent = true;
    requests_.send(request_for(number, one.exchange));
  }
}

void amqp_management::take(const proton::message& reply) {
  const auto number = number_of(reply);
  const auto found = number ? asked_.find(*number) : asked_.end();
  if (found == asked_.end())
    return;
  answers_.push_back(declaration_from(std::move(found->second.exchange), status_of(reply),
                                      body_of(reply), shown_name));
  asked_.erase(found);
}

void amqp_management::lost(const amqp_condition& why) {
  if (auto gone = std::exchange(session_, std::nullopt))
    sessions_.end(*gone);
  requests_ = {};
  replies_ = {};
  for (auto& [number, one] : std::exchange(asked_, {}))
    answers_.push_back({std::move(one.exchange), declaration::answer::unanswered,
                        std::string{shown_name} + " -> " + shown(why)});
}

std::vector<declaration> amqp_management::take_answers(clock::time_point now) {
  for (auto one = asked_.begin(); one != asked_.end();) {
    if (one->second.overdue > now) {
      ++one;
      continue;
    }
    answers_.push_back({std::move(one->second.exchange), declaration::answer::unanswered,
                        std::string{shown_name} + " does not answer"});
    one = asked_.erase(one);
  }
  return std::exchange(answers_, {});
}

amqp_declarer::clock::time_point amqp_management::due() const {
  auto first = clock::time_point::max();
  for (const auto& [number, one] : asked_)
    first = std::min(first, one.overdue);
  return first;
}

} // namespace fanfare
