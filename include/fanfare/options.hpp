#pragma once

#include "fanfare/event.hpp"
#include "fanfare/notifier.hpp"
#include "fanfare/result.hpp"
#include "fanfare/server_options.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// When and how often a delivery is tried, and how many at a time. Each
/// listener may override any of it in its `delivery`.
struct delivery_options {
  /// For one attempt, from connect to the end of the answer. A larger value
  /// lets slow receivers finish and keeps their places in the window occupied.
  std::chrono::milliseconds timeout{15'000};
  /// Attempts before a delivery becomes a dead letter. At least 1.
  std::uint32_t max_attempts = 12;
  /// Attempts under way at once for one listener. At least 1.
  std::uint32_t concurrency = 8;
  /// The delay before attempt n+2 is d/2 + random(0, d/2) with d = min(first_delay * 4^n,
  /// max_delay).
  std::chrono::milliseconds first_delay{5'000};
  std::chrono::milliseconds max_delay{std::chrono::hours{6}};
  /// Not empty: the delays before the second attempt, the third, and so on, exactly, in place of
  /// the formula. After the last one there is one attempt more; `max_attempts` bounds them too.
  std::vector<std::chrono::milliseconds> delays = {};
  /// How old an event may grow: what is not delivered by then becomes a dead letter, whatever it
  /// waits for. 0: as old as it likes.
  std::chrono::milliseconds max_age{std::chrono::hours{72}};
  /// Attempts a second for one listener. What comes faster waits, and uses up no attempt. 0: no
  /// limit.
  double rate = 0;
  /// Which events of one listener go one after the other, each once the one before is delivered
  /// or a dead letter: those with an equal value here. `event_type`, or a JSON pointer into the
  /// report such as `/payload/repo_id`; who lacks it has no order. Empty: all go side by side.
  std::string ordering = {};
  /// Rejections that are tried again all the same: statuses such as `404`, and classes such as
  /// `4xx`. 408, 409, 425, 429, 5xx and what fails in transport are tried again anyway; 410,
  /// after which the listener is disabled, only if it is named itself.
  std::vector<std::string> retry_on = {};
  /// How long deliveries wait for a listener that is paused or disabled. What has been due for
  /// longer, and the listener held for as long, becomes a dead letter. 0: as long as `max_age`
  /// allows.
  std::chrono::milliseconds hold{std::chrono::hours{72}};
  /// A listener that fails for so long, and in 20 attempts at least, without one success is
  /// disabled. 0: never.
  std::chrono::milliseconds disable_after{std::chrono::hours{24 * 5}};
  /// Deliveries parked for one listener. Beyond them the oldest are dropped, and counted. At least
  /// 1.
  std::uint32_t parked_max = 100'000;
  /// Dead letters of one listener. Beyond them the oldest are dropped, and counted. At least 1.
  std::uint32_t dead_max = 100'000;
  /// How long a dead letter is kept. 0: until it is replayed or dropped.
  std::chrono::milliseconds dead_max_age{std::chrono::hours{24 * 30}};
};

enum class log_level : std::uint8_t { debug, info, warning, error };

/// How the program writes its log: for people, or one JSON object a line.
enum class log_format : std::uint8_t { human, json };

/// Receives what the engine has to say: one sentence, no newline, no secret.
/// Thread safety: called from several threads at once; must not block for long.
using log_sink = std::function<void(log_level, std::string_view)>;

/// Everything an engine can be told. The defaults are meant for production;
/// only `store_url` has none.
struct options {
  /// `sqlite:PATH`, `sqlite::memory:`, `redis://[user:pass@]host:port/db` or
  /// `redis+unix://PATH`. Required: an engine never puts a file into the working
  /// directory by surprise. A Redis that cannot be reached when the engine
  /// starts is waited for.
  std::string store_url;
  /// How this node is called in logs and in the store. Empty: the host's name.
  std::string node_name;

  /// Where a node keeps what it must remember over a crash: a file of some
  /// megabytes of what it has just delivered. Empty: beside the store if that is
  /// a file, else in $STATE_DIRECTORY, $XDG_STATE_HOME/fanfare or
  /// ~/.local/state/fanfare. Without it a crash repeats more deliveries.
  std::string state_dir;

  report_limits limits;
  delivery_options delivery;
  messaging_options messaging;
  email_options email;

  /// Networks in CIDR notation that notifiers may connect to although they are
  /// not public, e.g. "10.0.0.0/8". Without an entry, loopback, private and
  /// link-local addresses are refused: a listener must not become a way in.
  std::vector<std::string> allow_networks;

  /// Events read from the journal and not yet settled. Bounds the engine's
  /// memory together with `window_bytes`; a larger window hides slow receivers longer.
  std::size_t window_events = 16'384;
  std::size_t window_bytes = 64 * 1024 * 1024;
  /// Deliveries in memory: queued or under way. Matching waits at this bound.
  std::size_t window_deliveries = 65'536;
  /// Reports waiting to become durable. Beyond them publish answers `errc::busy`.
  std::size_t ingest_events = 65'536;
  std::size_t ingest_bytes = 128 * 1024 * 1024;
  /// Events in the store that are not settled, whoever published them; those
  /// parked for a retry do not count. Beyond them publish answers `errc::busy`. It
  /// bounds the store's disk or memory while receivers do not keep up; what is
  /// written past this engine shows within 3 s. At least 1.
  std::size_t max_unsettled_events = 1'000'000;
  /// Reports kept for parked deliveries and dead letters, in bytes, about. Beyond
  /// them the listener that has the most loses its oldest, its dead letters
  /// first, and they are counted.
  std::size_t max_kept_bytes = std::size_t{1024} * 1024 * 1024;
  /// Recent attempts that the store keeps for people; 0: none.
  std::size_t kept_attempts = 10'000;
  /// How many of them are written down in a second. While there are more, the
  /// failures come first, then one of each listener.
  std::uint32_t attempts_per_second = 200;
  /// Threads that run actors. 0: as many as there are cores, at least 2.
  unsigned actor_threads = 0;

  /// Notifiers of the host, by the `notifier_type` that listeners name.
  /// The built-in types cannot be replaced.
  std::map<std::string, std::shared_ptr<notifier>> notifiers;

  /// Nothing is logged when empty.
  log_sink log;

  // -- the program only -------------------------------------------------------

  /// Where `fanfare serve` listens: host:port. Port 0 takes a free one.
  std::string listen = "127.0.0.1:8480";
  log_level min_log_level = log_level::info;
  log_format log_layout = log_format::human;
  /// Whether the configuration named the store. If not, `load_options` chose
  /// `sqlite:fanfare.db`, and commands say so.
  bool store_named = false;
};

/// Reads the configuration of the program: the defaults, then the TOML file,
/// then `FANFARE_SECTION_KEY` of the environment (lists separated by commas).
/// @param file `--config`; without it `$FANFARE_CONFIG`, ./fanfare.toml and
///        /etc/fanfare/fanfare.toml are tried in this order, and it is no
///        failure if none is there.
/// Fails with `errc::invalid_options`, naming the file, the line and the key,
/// with a suggestion for a misspelt one.
result<options> load_options(const std::optional<std::filesystem::path>& file = {});

/// Reads TOML text alone: no file, no environment. `origin` stands for the file in errors.
result<options> options_from_toml(std::string_view text, std::string_view origin = "(text)");

} // namespace fanfare
