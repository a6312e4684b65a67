#include "actors/remainder.hpp"
#include "actors/settler.hpp"
#include "messages/surely.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace fanfare {

namespace {

/// An event is settled so long after its first delivery ended, without those that take longer.
constexpr std::chrono::seconds late_after{1};
/// Those who have the others may have had no credit for leases.
constexpr std::chrono::seconds again_after{5};

} // namespace

/// The event can be settled now, as if the delivery were a claim.
void settler::lease(flight& of, const finished_delivery& one) {
  auto until = lease_of(one);
  auto for_store = until;
  auto& count = desk_.leases[one.what.what->id];
  of.leases.push_back(std::move(until));
  of.parks_of_leases.push_back(std::move(for_store));
  if (count.open++ > 0)
    return;
  count.bytes = one.what.what->body.size();
  desk_.leased.bytes.take(static_cast<std::int64_t>(count.bytes));
}

void settler::finish_lease(finished_delivery& one) {
  const auto& id = one.what.what->id;
  auto found = desk_.flights.find(id);
  if (found == desk_.flights.end()) {
    finish_claim(one);
    end_lease(id);
    return;
  }
  // The store does not know of the lease: it is as if there had been none.
  auto& of = found->second;
  make_room_to_keep(of);
  keep(of, one);
  const auto is_it = [&one](const parked_delivery& each) {
    return each.listener == one.what.to->what->id && each.part == one.what.part;
  };
  std::erase_if(of.leases, is_it);
  std::erase_if(of.parks_of_leases, is_it);
  end_lease(id);
}

void settler::end_lease(const event_id& id) {
  auto& back = desk_.collected.credit;
  back.leased += 1;
  auto found = desk_.leases.find(id);
  if (found == desk_.leases.end() || --found->second.open > 0)
    return;
  back.leased_bytes += static_cast<std::int64_t>(found->second.bytes);
  desk_.leases.erase(found);
}

// -- deliveries that hold up the others of their event ---------------------------------

/// What has ended of an event waits for the rest of it: what is parked or dead is not
/// known to the store, and what was delivered may be repeated if this node is killed.
void settler::note_first_end(const event_id& id, flight& of) {
  if (std::exchange(of.has_ended_in_part, true))
    return;
  surely([&] { desk_.late.push_back({woken_ + late_after, id}); });
}

/// Whoever has deliveries of it that wait leases them, if they may.
void settler::tell_of_late() {
  auto& line = desk_.late;
  std::vector<event_id> late;
  for (; !line.empty() && line.front().when <= woken_; line.pop_front())
    if (desk_.flights.count(line.front().event) > 0) {
      late.push_back(line.front().event);
      surely([&] { line.push_back({woken_ + again_after, line.front().event}); });
    }
  if (!late.empty())
    deliverers_.for_each([&late](deliverer_desk& each) { surely([&] { each.late.push(late); }); });
  if (!line.empty())
    clock_.ring_at(line.front().when);
}

} // namespace fanfare
