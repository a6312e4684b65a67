#include "tests/support/staged_message.hpp"

#include <proton/binary.hpp>
#include <proton/codec/decoder.hpp>
#include <proton/codec/map.hpp>
#include <proton/condition.h>
#include <proton/delivery.h>
#include <proton/disposition.h>
#include <proton/link.h>
#include <proton/message_id.hpp>
#include <proton/source.hpp>
#include <proton/types.hpp>

#include <algorithm>
#include <string_view>

namespace fanfare::test {

namespace {

/// The C object behind one of Proton's C++ objects, which only derived classes may see.
template <class Object>
struct opened : Object {
  static auto* core_of(const Object& what) {
    const auto core = &opened::pn_object;
    return (what.*core)();
  }
};

std::string bytes_of(const proton::message& what) {
  // Anything but one section of plain data is not what receivers can read.
  if (what.body().type() != proton::BINARY || !what.inferred())
    return "NOT A DATA SECTION";
  const auto bytes = proton::get<proton::binary>(what.body());
  return {bytes.begin(), bytes.end()};
}

} // namespace

staged_message message_from(const proton::message& what, const std::string& exchange) {
  staged_message made{exchange, what.subject(), proton::get<std::string>(what.id()),
                      bytes_of(what)};
  constexpr std::string_view prefix = "/exchanges/";
  if (exchange.empty()) {
    const auto to = what.to().substr(std::min(prefix.size(), what.to().size()));
    const auto slash = to.find('/');
    made.exchange = percent_decoded(to.substr(0, slash));
    made.routing_key = slash == std::string::npos ? "" : percent_decoded(to.substr(slash + 1));
  }
  return made;
}

std::string pattern_in(const proton::source& from) {
  const proton::symbol binding{"legacy-amqp-topic-binding"};
  if (!from.filters().exists(binding))
    return {};
  const auto described = from.filters().get(binding);
  proton::codec::decoder decoder{described};
  proton::codec::start start;
  proton::symbol descriptor;
  std::string pattern;
  decoder >> start >> descriptor >> pattern;
  return pattern;
}

std::string percent_decoded(const std::string& text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      made += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      made += text[i];
    }
  }
  return made;
}

void reject(proton::delivery& which, const char* condition, const char* description) {
  auto* const said =
      pn_disposition_condition(pn_delivery_local(opened<proton::delivery>::core_of(which)));
  pn_condition_set_name(said, condition);
  pn_condition_set_description(said, description);
  which.reject();
}

void allow_messages_of(const proton::receiver& which, std::uint64_t bytes) {
  pn_link_set_max_message_size(opened<proton::receiver>::core_of(which), bytes);
}

} // namespace fanfare::test
