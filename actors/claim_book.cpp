#include "actors/claim_book.hpp"

#include <algorithm>
#include <iterator>

namespace fanfare {

namespace {

/// What bodies are taken for before one has been seen, and at least.
constexpr std::size_t bytes_at_first = 64 * 1024;
constexpr std::size_t least_bytes = 1'024;

std::string key_of(const event_id& event, const std::string& listener, const std::string& part) {
  return event.text() + '|' + listener + '|' + part;
}

} // namespace

bool claim_book::begin(const event_id& event, const std::string& listener, const std::string& part,
                       const entry& what) {
  auto& share = shares_[listener];
  const auto [known, is_new] = entries_.emplace(key_of(event, listener, part), what);
  if (!is_new) {
    if (known->second.from == delivery_origin::leased)
      share.met_lease(what.since);
    return false;
  }
  share.begin(what.since);
  if (what.from == delivery_origin::leased) {
    share.begin_lease();
    return true;
  }
  ++claims_;
  bytes_ += what.bytes;
  usual_bytes_ = usual_bytes_ == 0 ? what.bytes : (usual_bytes_ * 7 + what.bytes) / 8;
  return true;
}

void claim_book::end(const event_id& event, const std::string& listener, const std::string& part,
                     time_point now) {
  auto found = entries_.find(key_of(event, listener, part));
  if (found == entries_.end())
    return;
  const auto what = found->second;
  entries_.erase(found);
  auto& share = shares_[listener];
  if (what.from == delivery_origin::leased)
    share.end_lease();
  share.end(now - what.since, now);
  if (what.from == delivery_origin::leased)
    return;
  --claims_;
  bytes_ -= what.bytes;
}

claim_share claim_book::share_of(const std::string& listener) const {
  auto found = shares_.find(listener);
  return found == shares_.end() ? claim_share{} : found->second;
}

void claim_book::begin_anew(const std::string& listener) {
  if (auto found = shares_.find(listener); found != shares_.end())
    found->second.begin_anew();
}

std::size_t claim_book::room(std::size_t most, std::size_t most_bytes) const {
  const auto count = most - std::min(most, claims_);
  const auto usual = usual_bytes_ == 0 ? bytes_at_first : std::max(usual_bytes_, least_bytes);
  const auto fit = (most_bytes - std::min(most_bytes, bytes_)) / usual;
  // One at least goes, whatever its size.
  return std::min(count, claims_ == 0 ? std::max<std::size_t>(fit, 1) : fit);
}

void claim_book::forget_idle(time_point now) {
  for (auto each = shares_.begin(); each != shares_.end();)
    each = each->second.idle(now) ? shares_.erase(each) : std::next(each);
}

} // namespace fanfare
