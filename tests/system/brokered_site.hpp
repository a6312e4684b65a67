#pragma once

#include "fanfare/options.hpp"

#include "tests/server/raw_client.hpp"
#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

// What tests of the whole program before a broker have in common.

namespace fanfare::test {

/// Returns what configures a site for this broker.
inline std::map<std::string, std::string> environment_of(const messaging_options& how) {
  return {{"FANFARE_MESSAGING_URL", how.url},
          {"FANFARE_MESSAGING_USERNAME", how.username},
          {"FANFARE_MESSAGING_PASSWORD", how.password},
          {"FANFARE_MESSAGING_MANAGEMENT_URL", how.management_url}};
}

/// Makes a listener to all event types with the real command.
inline void listen_on(const program_site& at, const std::string& exchange,
                      const std::string& delivery = "{}") {
  const auto end = at.fanfare({"event", "listener", "amqp", "create", "--event-type=*",
                               "--exchange=" + exchange, "--delivery=" + delivery});
  ASSERT_EQ(end.exit_code, 0) << end.err;
}

/// Returns so many reports, a line each, that differ by a number.
inline std::string numbered_reports(std::size_t count, std::size_t first = 0,
                                    const std::string& type = "repo.sync.start") {
  std::string all;
  for (std::size_t i = first; i < first + count; ++i)
    all += R"({"event_type":")" + type + R"(","payload":{"n":)" + std::to_string(i) +
           "},\"call_report\":null}\n";
  return all;
}

/// Returns what the node's HTTP door answers to a GET.
inline std::string asked(const served_node& node, const std::string& path) {
  raw_client client{node.address()};
  client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  return client.read().body;
}

/// Returns the value of a series of the node's metrics; 0 if there is no such series.
inline double metric(const served_node& node, const std::string& series) {
  const auto all = asked(node, "/metrics");
  const auto at = all.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::stod(all.substr(at + series.size() + 2));
}

} // namespace fanfare::test
