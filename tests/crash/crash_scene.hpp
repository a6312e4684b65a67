#pragma once

#include "tests/crash/account.hpp"
#include "tests/support/order_watch.hpp"
#include "tests/support/program_site.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/steady_publisher.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

namespace fanfare::test {

enum class store_kind : std::uint8_t { sqlite, redis };

/// A moment at which a process is to die.
struct crash_moment {
  /// Which process comes by the point: a node at work, one that was told to
  /// stop, or the command that replays dead letters.
  enum class of : std::uint8_t { work, stop, replay };
  const char* point; ///< As FANFARE_CRASH_AT has it.
  of when = of::work;
};

/// What was there when all had been settled again.
struct crash_outcome {
  bool died = false; ///< At the point, by SIGKILL.
  account came;
  std::size_t out_of_order = 0; ///< Attempts before the one before them was done with, or too late.
  store_counts left;
  std::chrono::milliseconds took{0};
  std::string trouble = {}; ///< What kept the scene from its end, with the log; usually empty.
};

/// One node on a store of its own, with a producer of numbered reports and a
/// receiver that takes them, refuses some at first, is slow with some at first, wants some
/// in order, and rejects some for good until their dead letters are replayed. It dies at
/// one moment, starts again, and everything has to be settled then.
/// Thread safety: none; the thread that makes it must be the one that runs it.
class crash_scene {
public:
  /// The attempts that may be under way at any moment.
  static constexpr std::size_t most_in_flight = 10;

  /// How many scenes may be at work; others wait for their turn, or for what is settled late.
  using turns = std::counting_semaphore<>;

  crash_scene(store_kind on, crash_moment at);

  crash_outcome run(turns& of_all);

private:
  reply answer(const received_request& to);
  reply answer_in_order(const received_request& to, bool refuses);
  void play(turns& of_all);
  void play_until_quiet();
  void let_work_die();
  void let_stop_die();
  void let_replay_die();
  bool replay(const std::string& crash_point = {});
  void start_again();
  void publish_all();
  void wait_until_quiet();

  const store_kind on_;
  const crash_moment at_;
  std::optional<redis_server> redis_;
  std::optional<program_site> site_;
  order_watch order_;
  delivery_ledger receiver_{[this](const received_request& to) { return answer(to); }};
  std::optional<served_node> node_;
  std::optional<steady_publisher> producer_;
  crash_outcome outcome_;
};

} // namespace fanfare::test
