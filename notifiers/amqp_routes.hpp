#pragma once

#include <proton/session.hpp>

#include <map>

namespace fanfare {

class amqp_exchange;

/// Which exchange a session of a connection belongs to.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_routes {
public:
  void add(const proton::session& which, amqp_exchange& of) { known_[which] = &of; }
  void remove(const proton::session& which) { known_.erase(which); }

  /// Returns null for a session that nobody has any more.
  amqp_exchange* find(const proton::session& which) const {
    const auto found = known_.find(which);
    return found == known_.end() ? nullptr : found->second;
  }

private:
  std::map<proton::session, amqp_exchange*> known_;
};

} // namespace fanfare
