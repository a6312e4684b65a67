#pragma once

#include "storage/redis_database.hpp"

#include <mutex>
#include <optional>
#include <string>

namespace fanfare {

/// The lease under which a node owns a shard. While it lasts no other node
/// reads the shard; every script compares the token, so that a node that was
/// stopped for longer than the lease cannot settle what another one owns by now.
///
/// A node that dies leaves its lease behind. It is free when it runs out, and at
/// once for a node that can tell that the process which held it is gone: one on
/// the same kernel, that sees the same process ids.
/// Thread safety: all members may be called from any thread.
class redis_owner {
public:
  /// @param in outlives this object.
  explicit redis_owner(redis_database& in);

  /// From now on wants the shard, under this name of the node.
  void want(const std::string& node);
  void give_up();

  /// Returns the token of the lease, taking it if it is wanted and not held;
  /// empty: it is not wanted. Fails with `errc::store_in_use`, naming the node that holds it.
  result<std::string> token();

  /// The token is not the one in Redis any more: the next `token` takes the lease anew.
  void lost();

  /// Holds the lease for 10 s from now, taking it if need be.
  result<void> renew();

  /// Lets go of the lease, if Redis can be reached.
  void leave();

private:
  result<std::string> take();
  result<std::string> take_from(std::string_view dead_token);
  bool holder_is_gone(std::string_view holder);

  redis_database& in_;
  const std::string self_; ///< Tells this object from all others, in all processes.

  std::mutex mutex_; // guards what follows
  std::string node_;
  std::string token_;
  std::uint64_t taken_ = 0;
};

/// Whether a script did nothing because the token that it was given is not the owner's.
bool is_fenced(redis_part answer);

/// Returns the name of the node that a token is of.
std::string node_of_token(std::string_view token);

} // namespace fanfare
