#include "bench/amqp/amqp.hpp"

#include "fanfare/fanfare.hpp"
#include "fanfare/testing.hpp"

#include "bench/amqp/raw_sender.hpp"
#include "bench/workload.hpp"
#include "notifiers/amqp_notifier.hpp"
#include "tests/support/process.hpp"
#include "tests/support/rabbitmq_server.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fanfare::bench {

namespace {

using test::rabbitmq_server;

constexpr const char* question = "amqp";
constexpr const char* queue = "bench";
constexpr std::size_t window = 500; ///< As the notifier has it.
constexpr std::chrono::seconds settled_within{40};

std::string url_with_login(const rabbitmq_server& at) {
  return "amqp://guest:guest@127.0.0.1:" + std::to_string(at.port());
}

/// Deletes the queue and returns how many messages were in it.
std::size_t drained(const rabbitmq_server& at) {
  const auto end =
      test::run({"/usr/bin/amqp-delete-queue", {"--url", url_with_login(at), "--queue", queue}});
  return end.exit_code == 0 ? std::stoul(end.out) : 0;
}

/// Runs one way of sending; nothing if it failed, or if not exactly as many
/// messages are in the queue as were sent.
std::optional<cost> verified(const rabbitmq_server& at, std::size_t messages,
                             const std::function<std::optional<cost>()>& run) {
  at.add_queue(queue);
  at.bind(queue, "amq.topic", "repo.sync.*");
  const auto used = run();
  const auto arrived = drained(at);
  if (used && arrived == messages)
    return used;
  std::fprintf(stderr, "fanfare-bench: %zu messages are in the queue, %zu were due\n", arrived,
               messages);
  return std::nullopt;
}

/// Keeps so many attempts with the notifier as lanes would, until all are delivered.
class courier {
public:
  courier(const amqp_broker& with, const std::string& body, std::size_t messages)
      : body_(body), messages_(messages), by_(make_amqp_notifier(with)) {
    listener made;
    made.id = "bench";
    made.notifier_type = "amqp";
    made.notifier_config = "{}";
    to_ = std::make_shared<const listener>(std::move(made));
  }

  std::optional<cost> run() {
    stopwatch watch;
    while (sent_ < messages_ && send_some())
      continue;
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [this] { return done_ == messages_ || failed_; });
    if (failed_)
      return std::nullopt;
    return watch.elapsed();
  }

private:
  static constexpr std::size_t most_under_way = 2 * window;
  static constexpr std::size_t batch_size = 256;

  /// Returns false if one has failed.
  bool send_some() {
    std::vector<attempt> batch;
    for (; batch.size() < batch_size && sent_ < messages_; ++sent_) {
      const event_id id{1'700'000'000'000, static_cast<std::uint32_t>(sent_), 0, 7};
      batch.push_back({.ticket = sent_,
                       .what = std::make_shared<const event>(event{id, "repo.sync.finish", body_}),
                       .to = to_});
    }
    by_->send(std::move(batch), [this](const std::vector<outcome>& some) { take(some); });
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [this] { return sent_ - done_ <= most_under_way || failed_; });
    return !failed_;
  }

  void take(const std::vector<outcome>& some) {
    std::lock_guard guard{mutex_};
    for (const auto& one : some) {
      ++done_;
      if (one.how == verdict::delivered)
        continue;
      failed_ = true;
      std::fprintf(stderr, "fanfare-bench: %s\n", one.detail.c_str());
    }
    changed_.notify_one();
  }

  const std::string& body_;
  const std::size_t messages_;
  listener_ptr to_;
  std::size_t sent_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;
  bool failed_ = false;
  const std::unique_ptr<notifier> by_; ///< Last: until it ends, it calls back.
};

std::optional<cost> notifier_alone(const rabbitmq_server& at, const std::string& body,
                                   std::size_t messages) {
  const auto broker = amqp_broker::with(at.options());
  return courier{*broker, body, messages}.run();
}

std::optional<cost> whole_engine(const rabbitmq_server& at, const std::string& body,
                                 std::size_t messages) {
  scratch_directory directory;
  options how;
  how.store_url = "sqlite:" + directory.path() + "/fanfare.db";
  how.messaging = at.options();
  auto started = engine::start(how);
  if (!started) {
    std::fprintf(stderr, "fanfare-bench: %s\n", started.error().detail.c_str());
    return std::nullopt;
  }
  listener_draft draft{"amqp", {"repo.sync.*"}};
  draft.delivery = R"({"concurrency":)" + std::to_string(window) + "}";
  if (!(*started)->administration().create(draft))
    return std::nullopt;
  stopwatch watch;
  if (!publish_all(**started, messages, body) || !wait_settled(**started, settled_within)) {
    std::fprintf(stderr, "fanfare-bench: the engine did not settle all of it within %lld s\n",
                 static_cast<long long>(settled_within.count()));
    return std::nullopt;
  }
  return watch.elapsed();
}

struct figures {
  std::vector<double> cpu;
  std::vector<double> rate;

  void note(const cost& of, double messages) {
    cpu.push_back(static_cast<double>(of.cpu.count()) / 1e3 / messages);
    rate.push_back(messages / (static_cast<double>(of.wall.count()) / 1e9));
  }
};

void show(const char* name, const figures& ours, const figures& raw, const order& how) {
  const std::string limit = "raw Proton sender";
  print({question, std::string{name} + ": CPU per message", median(ours.cpu), "us", limit,
         median(raw.cpu)},
        how);
  print({question, std::string{name} + ": messages", median(ours.rate), "1/s", limit,
         median(raw.rate)},
        how);
}

bool measure(const order& how) {
  const rabbitmq_server broker;
  const auto body = a_report();
  const std::size_t messages = how.quick ? 10'000 : 20'000;
  const auto count = static_cast<double>(messages);
  figures raw;
  figures alone;
  figures engine;
  for (int round = 0; round < (how.quick ? 1 : 3); ++round) {
    const auto by_proton = verified(broker, messages, [&] {
      return raw_sender(url_with_login(broker), body, messages, window);
    });
    const auto by_notifier =
        verified(broker, messages, [&] { return notifier_alone(broker, body, messages); });
    const auto by_engine =
        verified(broker, messages, [&] { return whole_engine(broker, body, messages); });
    if (!by_proton || !by_notifier || !by_engine)
      return false;
    raw.note(*by_proton, count);
    alone.note(*by_notifier, count);
    engine.note(*by_engine, count);
  }
  show("notifier, 1 KiB", alone, raw, how);
  show("whole engine, sqlite, 1 KiB", engine, raw, how);
  return true;
}

} // namespace

bool amqp(const order& how) {
  try {
    return measure(how);
  } catch (const std::exception& why) {
    std::fprintf(stderr, "fanfare-bench: %s\n", why.what());
    return false;
  }
}

} // namespace fanfare::bench
