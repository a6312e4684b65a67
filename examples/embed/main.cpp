// A backend that embeds fanfare: it publishes its own events in-process and
// delivers them with a notifier of its own. Everything lives in memory.

#include <fanfare/fanfare.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;

namespace {

int give_up(std::string_view doing, const fanfare::error& why) {
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(doing.size()), doing.data(),
               why.detail.c_str());
  return EXIT_FAILURE;
}

// A way out of our own: any function that may block. It runs on two threads.
std::shared_ptr<fanfare::notifier> printer(std::atomic<int>& arrived) {
  auto print = [&arrived](const fanfare::attempt& x) -> fanfare::blocking_notifier::answer {
    std::printf("arrived: %s %s\n", x.what->type.c_str(), x.what->body.c_str());
    ++arrived;
    return {fanfare::verdict::delivered, "printed"};
  };
  return std::make_shared<fanfare::blocking_notifier>(print, 2U);
}

} // namespace

int main() {
  std::atomic<int> arrived{0};

  fanfare::options how;
  how.store_url = "sqlite::memory:";
  how.notifiers["print"] = printer(arrived);
  auto engine = fanfare::engine::start(how);
  if (!engine)
    return give_up("starting the engine", engine.error());

  fanfare::listener_draft everything_done;
  everything_done.notifier_type = "print";
  everything_done.event_types = {"repo.*.finish"};
  auto id = (*engine)->administration().create(everything_done);
  if (!id)
    return give_up("creating the listener", id.error());

  std::vector<fanfare::report> reports = {
      fanfare::report::of("repo.sync.start", R"({"repo_id":"pulp2"})"), // nobody listens to this
      fanfare::report::of("repo.sync.finish", R"({"repo_id":"pulp2","result":"success"})"),
      fanfare::report::of("repo.publish.finish", R"({"repo_id":"pulp2","result":"success"})"),
  };
  auto receipt = (*engine)->publish(std::move(reports)).get();
  if (!receipt)
    return give_up("publishing", receipt.error());
  std::printf("durable: %zu reports\n", receipt->ids.size());

  bool settled = (*engine)->wait_settled(std::chrono::steady_clock::now() + 10s);
  (*engine)->stop(10s);

  std::printf("%d of 2 arrived\n", arrived.load());
  return settled && arrived == 2 ? EXIT_SUCCESS : EXIT_FAILURE;
}
