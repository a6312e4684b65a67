#pragma once

#include "messages/make_room.hpp"

#include <proton/session.hpp>

#include <map>
#include <vector>

namespace fanfare {

class amqp_exchange;

/// The sessions of a connection: which exchange each belongs to, and which are over.
/// Proton keeps one that is over, and all that was in it, until it is freed.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_routes {
public:
  void add(const proton::session& which, amqp_exchange& of) {
    make_room(over_, known_.size() + 1); // its end must not fail
    known_[which] = &of;
  }

  /// Ends a session, and what is in it. Events may still come of it.
  void end(proton::session which);
  /// Frees the sessions that are over. Not to be called while Proton tells of something.
  void sweep();

  /// Returns null for a session that nobody has any more.
  amqp_exchange* find(const proton::session& which) const {
    const auto found = known_.find(which);
    return found == known_.end() ? nullptr : found->second;
  }

private:
  std::map<proton::session, amqp_exchange*> known_;
  std::vector<proton::session> over_;
};

} // namespace fanfare
