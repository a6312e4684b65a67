#include "actors/tickets.hpp"

#include "messages/make_room.hpp"

#include <utility>

namespace fanfare {

void ticket_table::make_room() {
  if (!free_.empty())
    return;
  fanfare::make_room(places_);
  free_.reserve(places_.capacity());
  free_.push_back(static_cast<std::uint32_t>(places_.size()));
  places_.emplace_back();
}

std::uint64_t ticket_table::issue(delivery what) {
  make_room();
  auto at = free_.back();
  free_.pop_back();
  auto& where = places_[at];
  where.what = std::move(what);
  ++count_;
  return ticket_of(at);
}

delivery* ticket_table::find(std::uint64_t ticket) {
  auto at = static_cast<std::uint32_t>(ticket);
  if (at >= places_.size() || places_[at].generation != ticket >> 32 || !places_[at].what)
    return nullptr;
  return &*places_[at].what;
}

std::optional<delivery> ticket_table::redeem(std::uint64_t ticket) {
  if (find(ticket) == nullptr)
    return std::nullopt;
  auto at = static_cast<std::uint32_t>(ticket);
  auto what = std::exchange(places_[at].what, std::nullopt);
  ++places_[at].generation;
  free_.push_back(at);
  --count_;
  return what;
}

std::vector<delivery> ticket_table::redeem_all() {
  std::vector<delivery> all;
  all.reserve(count_);
  for (std::uint32_t at = 0; at < places_.size(); ++at)
    if (auto what = redeem(ticket_of(at)))
      all.push_back(std::move(*what));
  return all;
}

} // namespace fanfare
