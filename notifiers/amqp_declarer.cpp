#include "notifiers/amqp_declarer.hpp"

#include "messages/quote.hpp"

#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t longest_quote = 300;

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

declaration::answer answer_of(unsigned status, std::string_view said) {
  // Whatever else answers with success, it is not RabbitMQ.
  if (status == 201 || status == 204)
    return declaration::answer::exists;
  // It compares the type first.
  if (holds(said, "inequivalent arg"))
    return holds(said, "inequivalent arg 'type'") ? declaration::answer::conflict
                                                  : declaration::answer::exists;
  if (status == 401 || status == 403)
    return declaration::answer::refused;
  return declaration::answer::unanswered;
}

} // namespace

declaration declaration_from(std::string exchange, unsigned status, std::string_view said,
                             std::string_view by) {
  declaration made{std::move(exchange), answer_of(status, said), {}};
  if (made.how != declaration::answer::exists)
    made.said =
        std::string{by} + " -> " + std::to_string(status) + " " + quoted(said, longest_quote);
  return made;
}

} // namespace fanfare
