#include "notifiers/amqp_link.hpp"

#include "notifiers/amqp_attach.hpp"
#include "notifiers/proton_depths.hpp"

#include <proton/binary.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace fanfare {

namespace {

proton::binary tag_of(std::uint64_t number) {
  proton::binary tag(sizeof number);
  std::memcpy(tag.data(), &number, sizeof number);
  return tag;
}

} // namespace

void amqp_link::open(const std::string& exchange, amqp_exchange& owner) {
  drop();
  session_ = at_.connection.open_session();
  at_.routes.add(*session_, owner);
  link_ = session_->open_sender(exchange, attach_options(at_.dialect, exchange));
}

void amqp_link::drop() {
  link_ = {};
  if (auto gone = std::exchange(session_, std::nullopt))
    at_.routes.end(*gone);
}

void amqp_link::granted(const proton::sender& as) { largest_ = largest_message(as); }

void amqp_link::send(const proton::message& what, std::uint64_t number) {
  link_.send(what, tag_of(number));
}

std::uint64_t amqp_link::number_of(const proton::tracker& which) {
  const auto tag = which.tag();
  std::uint64_t number = 0;
  std::memcpy(&number, tag.data(), std::min(sizeof number, tag.size()));
  return number;
}

} // namespace fanfare
