#include "tests/support/delivery_ledger.hpp"

namespace fanfare::test {

delivery_ledger::delivery_ledger(http_receiver::script answers)
    : answers_(std::move(answers)),
      receiver_([this](const received_request& request) { return note(request); }) {}

reply delivery_ledger::note(const received_request& request) {
  const entry which{request.target, request.header("webhook-id")};
  {
    std::lock_guard guard{mutex_};
    auto& known = book_[which];
    if (known.count++ == 0)
      known.body = request.body;
    known.same_bytes &= known.body == request.body;
    ++attempts_[request.target];
  }
  grown_.notify_all();
  auto answer = answers_ ? answers_(request) : reply::with(200);
  if (!answer.head.empty()) {
    std::lock_guard guard{mutex_};
    auto& known = book_[which];
    ++known.answered;
    if (answer.head.starts_with("HTTP/1.1 2") && known.accepted++ == 0)
      known.turn = ++accepted_;
  }
  return answer;
}

bool delivery_ledger::wait_for(std::size_t count, std::chrono::milliseconds patience) const {
  return wait(patience, [&] { return book_.size() >= count; });
}

bool delivery_ledger::wait_for_attempts(const std::string& path, std::size_t count) const {
  return wait(std::chrono::seconds{40}, [&] {
    const auto found = attempts_.find(path);
    return found != attempts_.end() && found->second >= count;
  });
}

bool delivery_ledger::wait(std::chrono::milliseconds patience,
                           const std::function<bool()>& until) const {
  std::unique_lock lock{mutex_};
  return grown_.wait_for(lock, patience, until);
}

bool delivery_ledger::is_first(const received_request& attempt) const {
  std::lock_guard guard{mutex_};
  const auto known = book_.find({attempt.target, attempt.header("webhook-id")});
  return known == book_.end() || known->second.count <= 1;
}

std::map<delivery_ledger::entry, delivery_ledger::arrivals> delivery_ledger::book() const {
  std::lock_guard guard{mutex_};
  return book_;
}

} // namespace fanfare::test
