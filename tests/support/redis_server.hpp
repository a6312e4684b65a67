#pragma once

#include "tests/contract/temp_directory.hpp"

#include <memory>
#include <string>
#include <vector>

namespace fanfare::test {

class process;

/// A redis-server of the test's own, on a Unix socket in a directory of its own.
/// It is killed by the destructor at the latest.
/// Members throw std::runtime_error when Redis does not do what it is told.
class redis_server {
public:
  /// Starts it. @param settings are put behind `redis-server`, e.g.
  /// {"--appendonly", "yes"}; without any it keeps nothing over a restart.
  explicit redis_server(std::vector<std::string> settings = {});
  ~redis_server();

  /// Returns the store URL of its database 0.
  std::string url() const { return "redis+unix://" + socket(); }
  std::string socket() const { return place_.file("redis.sock"); }
  const temp_directory& place() const { return place_; }

  /// Ends it as a power cut would.
  void kill_now();
  /// Starts it again, with the data that it keeps, and waits until it serves.
  void start();
  /// Starts it and does not wait.
  void launch();
  void signal(int number);

  /// Sends one command and returns what came: lists one part a line, an error as
  /// its sentence. Waits for an answer for at most 5 s.
  std::string ask(const std::vector<std::string>& words) const;

private:
  temp_directory place_;
  std::vector<std::string> settings_;
  std::unique_ptr<process> running_;
};

} // namespace fanfare::test
