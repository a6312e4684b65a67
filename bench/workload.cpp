#include "bench/workload.hpp"

#include "bench/sink.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <future>
#include <vector>

namespace fanfare::bench {

namespace {

constexpr std::size_t events_a_publish = 256;
constexpr std::size_t publishes_at_once = 16;
constexpr std::size_t report_bytes = 1024;

} // namespace

scratch_directory::scratch_directory()
    : path_((std::filesystem::temp_directory_path() / "fanfare-bench-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) {
    std::perror("fanfare-bench: a directory for the store");
    std::exit(70);
  }
}

scratch_directory::~scratch_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string a_report() {
  auto of_padding = [](std::size_t size) {
    return report::of("repo.sync.finish",
                      R"({"repo_id":"pulp-f16","result":"success","summary":")" +
                          std::string(size, 'x') + R"("})")
        .body;
  };
  return of_padding(report_bytes - of_padding(0).size());
}

std::unique_ptr<engine> start_engine(const std::string& store_url) {
  options how;
  how.store_url = store_url;
  how.allow_networks = {"127.0.0.0/8"};
  auto started = engine::start(how);
  if (!started) {
    std::fprintf(stderr, "fanfare-bench: %s\n", started.error().detail.c_str());
    return nullptr;
  }
  return std::move(*started);
}

std::optional<std::uint64_t> publish_all(engine& to, std::size_t events, const std::string& body) {
  std::uint64_t id_sum = 0;
  std::deque<std::future<result<receipt>>> waiting;
  auto take_oldest = [&] {
    auto answer = waiting.front().get();
    waiting.pop_front();
    if (!answer) {
      std::fprintf(stderr, "fanfare-bench: %s\n", answer.error().detail.c_str());
      return false;
    }
    for (const auto& id : answer->ids)
      id_sum += id_hash(id.data(), id.size());
    return true;
  };
  for (std::size_t sent = 0; sent < events; sent += events_a_publish) {
    auto count = std::min(events_a_publish, events - sent);
    waiting.push_back(to.publish(std::vector<report>(count, report{body, {}})));
    if (waiting.size() >= publishes_at_once && !take_oldest())
      return std::nullopt;
  }
  while (!waiting.empty())
    if (!take_oldest())
      return std::nullopt;
  return id_sum;
}

} // namespace fanfare::bench
