#pragma once

#include "fanfare/result.hpp"

#include <string>

namespace fanfare {

/// A lock file that one process holds while it is a store's node. The kernel
/// lets go of it when the process ends, however it ends.
class node_lock {
public:
  /// Takes the lock, or fails at once: with `errc::store_in_use`, naming the
  /// store and the process that has it, or `errc::store_unreachable`.
  /// @param file is created if it is not there and never removed.
  static result<node_lock> take(const std::string& file, const std::string& store);

  ~node_lock();
  node_lock(node_lock&& other) noexcept;
  node_lock& operator=(node_lock&& other) noexcept;

private:
  explicit node_lock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

} // namespace fanfare
