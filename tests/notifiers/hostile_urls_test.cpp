#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <string>

// tests/data/hostile_urls.jsonl: URLs that want into a network they have no
// business in, and neighbours of them that are fine.

namespace fanfare {
namespace {

using json = nlohmann::json;

struct hostile_url {
  std::string id;
  std::string url;
  std::string stage;
  bool allowed = false;
};

std::vector<hostile_url> all_urls() {
  std::vector<hostile_url> all;
  std::ifstream file{FANFARE_SOURCE_DIR "/tests/data/hostile_urls.jsonl"};
  for (std::string line; std::getline(file, line);) {
    const auto read = json::parse(line);
    const std::string category = read["category"];
    if (category == "dns" || category == "redirect" || category == "environment" ||
        category == "policy")
      continue;
    std::string url = read["url"];
    if (read.contains("setup"))
      url = "http://" + std::string(70'000, 'a');
    all.push_back({read["id"], url, read["stage"], read["expect"] == "allow"});
  }
  return all;
}

std::string config_of(const std::string& url) { return json{{"url", url}}.dump(); }

/// Whether the host of this URL is an address, or a name that libcurl knows without asking anybody.
bool needs_no_resolver(const std::string& url) {
  auto host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?"));
  if (host.starts_with('['))
    return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host.ends_with(".localhost") ||
         std::all_of(host.begin(), host.end(), [](char c) {
           return c == '.' || c == 'x' || c == 'X' || std::isxdigit(static_cast<unsigned char>(c));
         });
}

TEST(HostileUrls, are_all_read) { EXPECT_GE(all_urls().size(), 80u); }

TEST(HostileUrls, are_refused_at_once_where_their_text_gives_them_away) {
  const auto notifier = make_http_notifier({});

  for (const auto& one : all_urls()) {
    if (one.stage == "parse") {
      EXPECT_FALSE(notifier->validate(config_of(one.url))) << one.id << " " << one.url;
    }
  }
}

TEST(HostileUrls, are_let_through_by_the_parser_where_they_are_fine) {
  const auto notifier = make_http_notifier({});

  for (const auto& one : all_urls())
    if (one.allowed) {
      const auto verdict = notifier->validate(config_of(one.url));
      EXPECT_TRUE(verdict) << one.id << " " << one.url << ": " << verdict.error().detail;
    }
}

TEST(HostileUrls, are_refused_at_connect_whatever_form_the_address_has) {
  const auto notifier = make_http_notifier({});
  int tried = 0;

  for (const auto& one : all_urls()) {
    if (one.stage != "connect" || one.allowed || !needs_no_resolver(one.url) ||
        !notifier->validate(config_of(one.url)))
      continue;
    const auto said =
        test::deliver(*notifier, test::attempt_for(test::listener_for(config_of(one.url))));
    EXPECT_EQ(said.how, verdict::retry) << one.id << " " << one.url;
    EXPECT_NE(said.detail.find("[security] allow_networks"), std::string::npos)
        << one.id << " " << one.url << ": " << said.detail;
    ++tried;
  }

  EXPECT_GE(tried, 38);
}

} // namespace
} // namespace fanfare
