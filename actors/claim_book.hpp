#pragma once

#include "actors/claim_share.hpp"
#include "actors/delivery.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

namespace fanfare {

/// What the retrier has claimed, so that nothing is sent twice, and how much of
/// it. What was leased counts as claimed for its listener; its bound is elsewhere.
class claim_book {
public:
  using time_point = claim_share::time_point;

  struct entry {
    delivery_origin from = delivery_origin::retries;
    std::size_t bytes = 0; ///< Of the event's body.
    time_point since{};
  };

  /// Notes a claim. False: it is known; nothing has changed, nor has it if this throws.
  bool begin(const event_id& event, const std::string& listener, const std::string& part,
             const entry& what);
  /// Notes the end of a claim. One that is not known is none.
  void end(const event_id& event, const std::string& listener, const std::string& part,
           time_point now);

  /// Returns how the claims of a listener are; a new share if there are none.
  claim_share share_of(const std::string& listener) const;
  /// Forgets how the listener's claims were.
  void begin_anew(const std::string& listener);

  /// Returns how many more claims fit into `most` of them, and into `most_bytes`
  /// as far as bodies are as long as those before.
  std::size_t room(std::size_t most, std::size_t most_bytes) const;

  /// Returns for how many listeners there is something in the book.
  std::size_t listeners() const { return shares_.size(); }
  /// Returns how many claims there are, what was leased included.
  std::size_t size() const { return entries_.size(); }
  /// Returns how many there are without that.
  std::size_t claims() const { return claims_; }

  /// Forgets the shares of listeners that nothing was claimed for of late.
  void forget_idle(time_point now);

private:
  std::unordered_map<std::string, entry> entries_; ///< By "event|listener|part".
  std::unordered_map<std::string, claim_share> shares_;
  std::size_t claims_ = 0; ///< Without those that were leased.
  std::size_t bytes_ = 0;
  std::size_t usual_bytes_ = 0; ///< Of one body.
};

} // namespace fanfare
