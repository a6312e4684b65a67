#include "tests/crash/crash_scene.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace fanfare::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t events = 400;
/// A claim that dies with its node is due again 15 s after its timeout.
constexpr const char* pace = R"({"concurrency":2,"timeout":"5s","first_delay":"100ms"})";
constexpr const char* pace_in_order =
    R"({"concurrency":2,"timeout":"5s","first_delay":"100ms","ordering":"/payload/line"})";
const std::string in_order = "/in-order";
const std::vector<std::string> paths{"/takes", "/refuses", "/rejects", "/dawdles", in_order};
static_assert(crash_scene::most_in_flight == 5 * 2);
/// Between the bytes of an answer: 2 s for all of it, so that the delivery is leased.
constexpr milliseconds dawdling{50};

std::size_t number_in(const std::string& report) {
  constexpr std::string_view before = R"("number":)";
  const auto at = report.find(before);
  return at == std::string::npos ? 0 : std::strtoul(&report[at + before.size()], nullptr, 10);
}

} // namespace

crash_scene::crash_scene(store_kind on, crash_moment at) : on_(on), at_(at) {}

crash_outcome crash_scene::run(turns& of_all) {
  const auto start = steady_clock::now();
  try {
    play(of_all);
  } catch (const std::runtime_error& what) {
    outcome_.trouble = what.what();
    if (node_)
      outcome_.trouble += "\n" + node_->running().err();
  }
  outcome_.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  return outcome_;
}

/// Of every ten reports one is refused at its first attempt, of every twenty
/// one is rejected then, and one of a hundred is answered slowly.
reply crash_scene::answer(const received_request& to) {
  const auto number = number_in(to.body);
  const auto first = receiver_.is_first(to);
  if (to.target == in_order)
    return answer_in_order(to, first && number % 10 == 3);
  if (first && to.target == "/refuses" && number % 10 == 3)
    return reply::with(503);
  if (first && to.target == "/dawdles" && number % 100 == 5) {
    auto slow = reply::with(200);
    slow.pace = dawdling;
    return slow;
  }
  if (first && to.target == "/rejects" && number % 20 == 4)
    return reply::with(400);
  return reply::with(200);
}

reply crash_scene::answer_in_order(const received_request& to, bool refuses) {
  order_.note(steady_publisher::line_of(number_in(to.body)), to.header("webhook-id"), !refuses);
  return reply::with(refuses ? 503 : 200);
}

void crash_scene::play(turns& of_all) {
  of_all.acquire();
  try {
    play_until_quiet();
  } catch (...) {
    of_all.release();
    throw;
  }
  of_all.release();
  // The claims of the dead run out.
  wait_until_quiet();
  if (!replay())
    throw std::runtime_error{"the dead letters could not be replayed"};
  outcome_.left = site_->emptied();
  outcome_.came = account_of(receiver_, producer_->answered(), paths);
  outcome_.out_of_order = order_.too_early() + order_.too_late();
}

void crash_scene::play_until_quiet() {
  std::map<std::string, std::string> environment;
  if (on_ == store_kind::redis) {
    redis_.emplace(std::vector<std::string>{"--appendonly", "yes", "--appendfsync", "everysec"});
    environment["FANFARE_STORE_URL"] = redis_->url();
  }
  site_.emplace(std::move(environment));
  node_.emplace(*site_, at_.when == crash_moment::of::replay ? std::string{} : at_.point);
  for (const auto& path : paths)
    site_->listen(receiver_.url(path), "load.#", path == in_order ? pace_in_order : pace);
  producer_.emplace(events);
  producer_->go_to(node_->address());
  switch (at_.when) {
  case crash_moment::of::work:
    let_work_die();
    break;
  case crash_moment::of::stop:
    let_stop_die();
    break;
  case crash_moment::of::replay:
    let_replay_die();
    break;
  }
  publish_all();
}

void crash_scene::let_work_die() {
  const auto end = node_->running().wait();
  outcome_.died = end && end->signal == SIGKILL;
  if (!outcome_.died)
    throw std::runtime_error{"the node did not die"};
  start_again();
}

void crash_scene::let_stop_die() {
  if (!producer_->wait_for(events / 2))
    throw std::runtime_error{"publishing does not get on"};
  node_->running().signal(SIGTERM);
  let_work_die();
}

void crash_scene::let_replay_die() {
  publish_all();
  wait_until_quiet();
  outcome_.died = !replay(at_.point);
}

/// Returns false if the command was killed.
bool crash_scene::replay(const std::string& crash_point) {
  const auto end = test::run(site_->plan_to_die(crash_point, {"dead", "replay", "--all", "--yes"}));
  if (end.signal != SIGKILL && end.exit_code != 0)
    throw std::runtime_error{"dead replay: " + end.err};
  return end.signal != SIGKILL;
}

void crash_scene::start_again() {
  node_.emplace(*site_);
  producer_->go_to(node_->address());
}

void crash_scene::publish_all() {
  const auto deadline = steady_clock::now() + seconds{40};
  while (!producer_->wait_for(events, milliseconds{250})) {
    if (steady_clock::now() > deadline)
      throw std::runtime_error{"publishing does not get on"};
    producer_->go_to(node_->address());
  }
}

/// Dead letters are kept: nothing else waits then.
void crash_scene::wait_until_quiet() {
  const auto store = site_->open();
  const auto deadline = steady_clock::now() + seconds{40};
  for (auto now = store->counts(); !now || now->unsettled + now->parked > 0;
       now = store->counts()) {
    if (steady_clock::now() > deadline)
      throw std::runtime_error{"not everything is settled"};
    std::this_thread::sleep_for(milliseconds{20}); // another process works on it
  }
}

} // namespace fanfare::test
