#pragma once

#include "fanfare/listener.hpp"

#include "matching/filter.hpp"
#include "matching/ready_listener.hpp"

#include <string>

namespace fanfare::bench {

/// A listener as a store holds it.
struct stored_json {
  std::string id;
  std::string json;
};

/// Writes a listener with one event type as a store holds it.
stored_json as_stored(const listener& what);

/// A listener that has been read, and what it asks for.
struct checked_listener {
  ready_listener_ptr ready;
  filter asked;
};

/// Reads a listener of a store and makes it ready, as the librarian does but for
/// the check that its notifier makes. @pre it is not broken.
checked_listener checked(const stored_json& one);

/// Makes a listener that needs no reading ready. @pre it has no delivery options.
ready_listener_ptr made_ready(listener what);

} // namespace fanfare::bench
