#include "tests/support/program_site.hpp"

#include <csignal>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace fanfare::test {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Throws unless the command did what it was asked for.
std::string output_of(const process_end& end, const std::string& what) {
  if (end.exit_code != 0)
    throw std::runtime_error{what + " failed: " + end.err};
  return end.out;
}

} // namespace

program_site::program_site(std::map<std::string, std::string> environment)
    : environment_(std::move(environment)) {
  environment_.emplace("FANFARE_STORE_URL", "sqlite:" + directory_.file("site.db"));
  environment_.emplace("FANFARE_NODE_STATE_DIR", directory_.file("state"));
  environment_.emplace("FANFARE_SECURITY_ALLOW_NETWORKS", "127.0.0.0/8");
}

process_plan program_site::plan(std::vector<std::string> words, std::string input) const {
  return {built_program("fanfare"), std::move(words), directory_.path(), std::move(input),
          environment_};
}

process_plan program_site::plan_to_die(const std::string& at,
                                       std::vector<std::string> words) const {
  auto made = plan(std::move(words));
  made.environment["FANFARE_CRASH_AT"] = at;
  return made;
}

process_end program_site::fanfare(std::vector<std::string> words, std::string input) const {
  return run(plan(std::move(words), std::move(input)));
}

std::string program_site::listen(const std::string& url, const std::string& event_type,
                                 const std::string& delivery) const {
  std::vector<std::string> words{"event", "listener", "http",         "create",
                                 "--url", url,        "--event-type", event_type};
  if (!delivery.empty())
    words.insert(words.end(), {"--delivery", delivery});
  const auto said = output_of(fanfare(std::move(words)), "http create");
  const auto at = said.find("Id: ");
  if (at == std::string::npos)
    throw std::runtime_error{"http create named no id: " + said};
  return said.substr(at + 4, said.find('\n', at) - at - 4);
}

std::vector<std::string> program_site::publish(std::string reports) const {
  std::istringstream said{output_of(fanfare({"publish"}, std::move(reports)), "publish")};
  std::vector<std::string> ids;
  for (std::string id; std::getline(said, id);)
    ids.push_back(id);
  return ids;
}

std::unique_ptr<admin> program_site::open() const {
  options how;
  how.store_url = store_url();
  auto opened = admin::open(how);
  if (!opened)
    throw std::runtime_error{opened.error().detail};
  return *std::move(opened);
}

store_counts program_site::emptied(milliseconds patience) const {
  const auto store = open();
  const auto deadline = steady_clock::now() + patience;
  for (;;) {
    const auto now = store->counts();
    if (!now)
      throw std::runtime_error{now.error().detail};
    if (now->unsettled + now->referenced + now->parked == 0 || steady_clock::now() > deadline)
      return *now;
    // Another process works on it, and tells nobody when it is done.
    std::this_thread::sleep_for(milliseconds{20});
  }
}

served_node::served_node(const process_plan& how) : running_(how) {
  constexpr std::string_view before = "engine ready at http://";
  const auto line = running_.wait_for_line(before);
  if (!line)
    throw std::runtime_error{"serve did not get ready: " + running_.err()};
  const auto start = line->find(before) + before.size();
  address_ = line->substr(start, line->find(',', start) - start);
}

void served_node::kill_now() {
  running_.signal(SIGKILL);
  if (!running_.wait())
    throw std::runtime_error{"serve outlived SIGKILL"};
}

} // namespace fanfare::test
