#pragma once

#include "fanfare/result.hpp"

#include "cli/child_process.hpp"
#include "cli/demo_plan.hpp"
#include "cli/demo_rabbitmq.hpp"
#include "cli/demo_store.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// A temporary directory, removed with this object.
class temporary_directory {
public:
  static result<temporary_directory> make();
  temporary_directory(temporary_directory&& other) noexcept;
  temporary_directory& operator=(temporary_directory&&) = delete;
  ~temporary_directory();

  const std::filesystem::path& path() const { return path_; }

private:
  explicit temporary_directory(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

/// A receiver of the demo, as a process of its own.
struct demo_receiver {
  const demo_listener* listener;
  child_process process;
  unsigned port = 0;
  std::vector<demo_arrival> arrived = {};

  std::string url() const;
};

/// Everything that runs while the demo does: receivers, the engine, and the
/// commands, all of them processes of this program in a directory of their own.
class demo_stage {
public:
  static result<std::unique_ptr<demo_stage>> set_up(demo_store::kind on);

  /// Starts the receiver of a listener and waits until it listens. One of mails
  /// becomes the mail server of the configuration; for a queue RabbitMQ is
  /// started first, which becomes its broker.
  result<void> start_receiver(const demo_listener& listener);

  /// Runs `fanfare serve` and waits until its engine is ready.
  result<void> start_engine();

  /// Runs a command on the store of the demo and returns the lines it wrote.
  /// Fails with `errc::internal`, with these lines, if it does not end with 0.
  result<std::vector<std::string>> run(std::vector<std::string> words) const;

  /// Writes a file for a command to read and returns its path.
  result<std::string> write(const std::string& name, std::string_view text) const;

  /// Takes what the receivers print until each has got what it is due, or `patience` is over.
  void receive_all_due(std::chrono::milliseconds patience);

  /// Ends the engine with SIGTERM, then the receivers and the store, and takes
  /// what the receivers have still printed. Fails if the engine does not end with 0.
  result<void> tear_down();

  const std::vector<demo_receiver>& receivers() const { return receivers_; }
  const demo_store& store() const { return store_; }
  /// Returns null if there is none.
  const demo_rabbitmq* rabbitmq() const { return rabbitmq_ ? &*rabbitmq_ : nullptr; }
  const std::string& engine_line() const { return engine_line_; }

private:
  demo_stage(temporary_directory directory, demo_store store)
      : directory_(std::move(directory)), store_(std::move(store)) {}

  result<std::vector<std::string>> words_to_receive(const demo_listener& listener);
  result<void> configure(const std::string& section);
  std::vector<std::string> with_config(std::vector<std::string> words) const;
  bool all_due_arrived() const;
  void wait_for_output(std::chrono::milliseconds patience) const;
  void take_output();

  temporary_directory directory_;
  demo_store store_;
  std::string configuration_;
  std::optional<demo_rabbitmq> rabbitmq_;
  std::optional<child_process> engine_;
  std::string engine_line_;
  std::vector<std::string> engine_log_;
  std::vector<demo_receiver> receivers_;
};

} // namespace fanfare
