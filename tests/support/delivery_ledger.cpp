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
    ++book_[which].answered;
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

std::map<delivery_ledger::entry, delivery_ledger::arrivals> delivery_ledger::book() const {
  std::lock_guard guard{mutex_};
  return book_;
}

} // namespace fanfare::test
