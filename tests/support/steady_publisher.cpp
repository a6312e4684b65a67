#include "tests/support/steady_publisher.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace fanfare::test {

namespace {

constexpr std::size_t batch_size = 25;

/// Returns the ids in `{"ids":["…","…"]}`, and in a problem that names those stored.
std::vector<std::string> ids_in(const std::string& body) {
  std::vector<std::string> ids;
  const auto start = body.find(R"("ids":[)");
  if (start == std::string::npos)
    return ids;
  const auto end = body.find(']', start);
  for (auto at = body.find('"', start + 7); at < end; at = body.find('"', at)) {
    const auto close = body.find('"', at + 1);
    ids.push_back(body.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  return ids;
}

} // namespace

steady_publisher::steady_publisher(std::size_t goal) : goal_(goal), working_([this] { work(); }) {}

steady_publisher::~steady_publisher() { stop(); }

void steady_publisher::go_to(const std::string& address) {
  std::lock_guard guard{mutex_};
  address_ = address;
  changed_.notify_all();
}

void steady_publisher::stop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  if (working_.joinable())
    working_.join();
}

void steady_publisher::work() {
  for (;;) {
    std::string address;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock,
                    [this] { return stopping_ || answered_.size() >= goal_ || !address_.empty(); });
      if (stopping_ || answered_.size() >= goal_)
        return;
      address = std::exchange(address_, {});
    }
    try {
      raw_client client{address};
      while (publish_batch(client)) {
      }
    } catch (const std::runtime_error&) { // nobody listens there any more
    }
  }
}

/// Returns false when it is time to look for another node, or to end.
bool steady_publisher::publish_batch(raw_client& at) {
  std::vector<std::string> reports;
  std::string body;
  for (std::size_t i = 0; i < batch_size; ++i) {
    reports.push_back(R"({"event_type":"load.step","payload":{"number":)" + std::to_string(made_) +
                      R"(,"line":")" + line_of(made_) + R"("}})");
    ++made_;
    body += reports.back() + '\n';
  }
  if (!at.send(post(body, "application/x-ndjson")))
    return false;
  const auto answer = at.read();
  note(answer, reports);
  std::lock_guard guard{mutex_};
  return answer.status == 202 && !stopping_ && answered_.size() < goal_;
}

void steady_publisher::note(const raw_answer& answer, const std::vector<std::string>& reports) {
  const auto ids = ids_in(answer.body);
  std::lock_guard guard{mutex_};
  for (std::size_t i = 0; i < std::min(ids.size(), reports.size()); ++i)
    answered_.emplace(ids[i], reports[i]);
  changed_.notify_all();
}

bool steady_publisher::wait_for(std::size_t answered, std::chrono::milliseconds patience) const {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, patience, [&] { return answered_.size() >= answered; });
}

std::map<std::string, std::string> steady_publisher::answered() const {
  std::lock_guard guard{mutex_};
  return answered_;
}

} // namespace fanfare::test
