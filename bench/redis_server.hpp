#pragma once

#include "bench/workload.hpp"

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace fanfare::bench {

/// A redis-server of its own, with an append-only file, in a directory that
/// goes away with it.
class redis_server {
public:
  /// @param fsync `everysec` or `always`.
  /// Ends the program with a sentence if it does not answer within 5 s.
  explicit redis_server(const std::string& fsync);
  /// Ends the process.
  ~redis_server();
  redis_server(const redis_server&) = delete;
  redis_server& operator=(const redis_server&) = delete;

  std::string socket_path() const { return directory_.path() + "/redis.sock"; }
  std::string url() const { return "redis+unix://" + socket_path(); }
  /// Returns the memory that its data takes, in bytes; zero if it does not say.
  std::uint64_t used_memory() const;
  /// Returns the CPU time that the process has used; zero if the system does not say.
  std::chrono::nanoseconds cpu() const;

private:
  pid_t start(const std::string& fsync) const;

  scratch_directory directory_;
  const pid_t process_;
};

} // namespace fanfare::bench
