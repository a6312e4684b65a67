#include "actors/remainder.hpp"
#include "actors/settler.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

/// The event can be settled now, as if the attempt were a claim.
void settler::lease(flight& of, const finished_delivery& one) {
  auto& count = desk_.leases[one.what.what->id];
  of.leases.push_back(lease_of(one));
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
  auto& leases = found->second.leases;
  auto left = left_of(one);
  keep(found->second, one, std::move(left));
  leases.erase(std::remove_if(leases.begin(), leases.end(),
                              [&one](const parked_delivery& each) {
                                return each.listener == one.what.to->what->id &&
                                       each.part == one.what.part;
                              }),
               leases.end());
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

} // namespace fanfare
