#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

namespace fanfare::test {
namespace {

/// Several commits' worth of numbered reports.
std::vector<std::string> reports_of(std::size_t round) {
  std::vector<std::string> reports;
  for (std::size_t i = 0; i < 1'000; ++i)
    reports.push_back(R"({"event_type":"killed.publisher","payload":[)" + std::to_string(round) +
                      "," + std::to_string(i) + "]}");
  return reports;
}

std::string lines_of(const std::vector<std::string>& reports) {
  std::string lines;
  for (const auto& report : reports)
    lines += report + '\n';
  return lines;
}

/// Returns the ids that were written whole.
std::vector<std::string> whole_lines(const std::string& out) {
  std::istringstream text{out.substr(0, out.rfind('\n') + 1)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);)
    lines.push_back(line);
  return lines;
}

TEST(KilledPublisher, leaves_every_event_that_it_named_and_no_half_one) {
  constexpr std::size_t rounds = 16;
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << '\n';
  std::mt19937 random{seed};
  delivery_ledger receiver;
  program_site site;
  site.listen(receiver.url("/all"), "killed.publisher");
  served_node node{site};
  std::map<std::string, std::string> named;
  std::size_t killed = 0;
  const auto start = std::chrono::steady_clock::now();
  const auto first = reports_of(rounds);
  const auto first_ids = site.publish(lines_of(first));
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  for (std::size_t i = 0; i < first.size(); ++i)
    named.emplace(first_ids.at(i), first[i]);
  std::set<std::string> sent{first.begin(), first.end()};
  std::uniform_real_distribution<double> part{0.0, 1.0};

  for (std::size_t round = 0; round < rounds; ++round) {
    const auto reports = reports_of(round);
    sent.insert(reports.begin(), reports.end());
    process publisher{site.plan({"publish"}, lines_of(reports))};
    // Every fourth is killed while it names what it published, the others while they publish.
    if (round % 4 == 0)
      ASSERT_TRUE(publisher.wait_for_line(""));
    else
      std::this_thread::sleep_for(part(random) * whole);
    publisher.signal(SIGKILL);
    const auto end = publisher.wait();
    ASSERT_TRUE(end);
    killed += end->signal == SIGKILL;
    const auto ids = whole_lines(end->out);
    for (std::size_t i = 0; i < ids.size(); ++i)
      named.emplace(ids[i], reports.at(i));
  }

  const auto left = site.emptied();
  EXPECT_EQ(left.unsettled + left.referenced + left.parked + left.dead_letters, 0u);
  const auto book = receiver.book();
  std::cout << killed << " of " << rounds << " killed, " << named.size() << " events named, "
            << book.size() << " delivered\n";
  for (const auto& [id, report] : named) {
    const auto found = book.find({"/all", id});
    ASSERT_NE(found, book.end()) << id << " was named but is lost";
    EXPECT_EQ(found->second.body, report);
  }
  for (const auto& [which, came] : book) {
    EXPECT_EQ(sent.count(came.body), 1u) << came.body;
    EXPECT_EQ(came.count, 1u);
  }
  EXPECT_GT(killed, 0u);
  EXPECT_GT(named.size(), first.size());
}

} // namespace
} // namespace fanfare::test
