#pragma once

#include "fanfare/admin.hpp"

#include "tests/contract/temp_directory.hpp"
#include "tests/support/process.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fanfare::test {

/// An empty directory in which the real program is run on one store,
/// `sqlite:site.db` or what FANFARE_STORE_URL names, with a configuration of its own and leave to
/// deliver to loopback. Thread safety: as that of `process`.
class program_site {
public:
  /// @param environment `FANFARE_…` variables on top of the site's.
  explicit program_site(std::map<std::string, std::string> environment = {});

  /// Returns how to run `fanfare` with these words here.
  process_plan plan(std::vector<std::string> words, std::string input = {}) const;

  /// Returns how to run it so that it dies at a point of messages/crash_point.hpp.
  process_plan plan_to_die(const std::string& at, std::vector<std::string> words) const;

  /// Runs `fanfare` to its end.
  process_end fanfare(std::vector<std::string> words, std::string input = {}) const;

  /// Makes an http listener with the real command and returns its id.
  /// Throws if the command fails.
  std::string listen(const std::string& url, const std::string& event_type,
                     const std::string& delivery = {}) const;

  /// Publishes with the real command and returns the ids. Throws if it fails.
  std::vector<std::string> publish(std::string reports) const;

  /// Opens the store in this process.
  std::unique_ptr<admin> open() const;

  /// Waits until the store holds nothing but listeners: no event that is not
  /// settled, none kept for a delivery, and no delivery that waits. Returns
  /// what it held in the end.
  store_counts emptied(std::chrono::milliseconds patience = std::chrono::seconds{40}) const;

  const std::string& store_url() const { return environment_.at("FANFARE_STORE_URL"); }
  const temp_directory& directory() const { return directory_; }

private:
  temp_directory directory_;
  std::map<std::string, std::string> environment_;
};

/// `fanfare serve` at a site, on a free port.
class served_node {
public:
  /// Starts it and waits until it is ready. Throws, with what it said, if it does not get so far.
  explicit served_node(const program_site& at) : served_node(at.plan(serve)) {}
  /// The same for one that will die at a point of messages/crash_point.hpp.
  served_node(const program_site& at, const std::string& crash_point)
      : served_node(at.plan_to_die(crash_point, serve)) {}

  /// Returns host:port of its HTTP door.
  const std::string& address() const { return address_; }
  process& running() { return running_; }

  /// Ends it as a power cut would, and waits until it is gone.
  void kill_now();

private:
  static inline const std::vector<std::string> serve{"serve", "--listen", "127.0.0.1:0"};

  explicit served_node(const process_plan& how);

  process running_;
  std::string address_;
};

} // namespace fanfare::test
