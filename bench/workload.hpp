#pragma once

#include "fanfare/engine.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace fanfare::bench {

/// A directory that goes away with everything in it.
class scratch_directory {
public:
  /// Ends the program with a sentence if none can be made.
  scratch_directory();
  ~scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  const std::string& path() const { return path_; }

private:
  std::string path_;
};

/// Returns a report of Pulp's shape, of type `repo.sync.finish` and of exactly 1 KiB.
std::string a_report();

/// Starts an engine on a store that delivers to loopback addresses; says on
/// stderr why it could not.
std::unique_ptr<engine> start_engine(const std::string& store_url);

/// Publishes the same report so many times, in publishes of 256 with 16 of
/// them under way, and waits until all are durable. Returns the sum of the
/// hashes of their ids (sink.hpp), or nothing if one was refused.
std::optional<std::uint64_t> publish_all(engine& to, std::size_t events, const std::string& body);

} // namespace fanfare::bench
