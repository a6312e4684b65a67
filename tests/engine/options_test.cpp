#include "fanfare/options.hpp"

#include "engine/options_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// Returns the values of two options that differ, as "section.key".
std::vector<std::string> differences(options a, options b) {
  std::vector<std::string> found;
  for (const auto& key : option_keys()) {
    const bool equal = std::visit([&](auto place) { return place(a) == place(b); }, key.place);
    if (!equal)
      found.push_back(std::string{key.section} + "." + std::string{key.name});
  }
  return found;
}

TEST(Options, without_any_text_are_the_defaults_and_name_no_store) {
  const auto read = options_from_toml("");

  ASSERT_TRUE(read);
  EXPECT_EQ(differences(*read, options{}), std::vector<std::string>{});
  EXPECT_FALSE(read->store_named);
}

TEST(Options, are_read_from_every_key_of_the_file) {
  const auto read = options_from_toml(R"(
    [node]
    name = "n1"
    state_dir = "/var/lib/n1"
    [store]
    url = "sqlite:/var/lib/x.db"
    [server]
    listen = "127.0.0.1:1"
    [delivery]
    timeout = "2s"
    max_attempts = 3
    concurrency = 4
    first_delay = "250ms"
    max_delay = "5m"
    delays = ["5s", "1m"]
    max_age = "1d"
    rate = "10/m"
    ordering = "/payload/repo_id"
    retry_on = [404, "5xx"]
    hold = "12h"
    disable_after = "0s"
    parked_max = 5
    dead_max = 6
    dead_max_age = "7d"
    [email]
    enabled = true
    host = "mail.example.com"
    port = 587
    from = "no-reply@example.com"
    username = "ann"
    password = "s3cret"
    tls = "starttls"
    ca_path = "ca.pem"
    [security]
    allow_networks = ["10.0.0.0/8", "::1"]
    [log]
    level = "warning"
    [limits]
    max_event_bytes = 10
    max_events = 11
    max_body_bytes = 12
    max_unsettled_events = 13
    max_kept_bytes = 2000000
    ingest_events = 16
    ingest_bytes = 17
    window_events = 18
    window_bytes = 19
    window_deliveries = 20
    [history]
    attempts = 14
    attempts_per_second = 15
  )");

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->node_name, "n1");
  EXPECT_EQ(read->store_url, "sqlite:/var/lib/x.db");
  EXPECT_TRUE(read->store_named);
  EXPECT_EQ(read->listen, "127.0.0.1:1");
  EXPECT_EQ(read->delivery.timeout, 2s);
  EXPECT_EQ(read->delivery.max_attempts, 3u);
  EXPECT_EQ(read->delivery.concurrency, 4u);
  EXPECT_EQ(read->delivery.first_delay, 250ms);
  EXPECT_EQ(read->delivery.max_delay, 5min);
  EXPECT_EQ(read->delivery.delays, (std::vector<std::chrono::milliseconds>{5s, 1min}));
  EXPECT_EQ(read->delivery.max_age, 24h);
  EXPECT_DOUBLE_EQ(read->delivery.rate * 60, 10);
  EXPECT_EQ(read->delivery.ordering, "/payload/repo_id");
  EXPECT_EQ(read->delivery.retry_on, (std::vector<std::string>{"404", "5xx"}));
  EXPECT_EQ(read->delivery.hold, 12h);
  EXPECT_EQ(read->delivery.disable_after, 0s);
  EXPECT_EQ(read->delivery.parked_max, 5u);
  EXPECT_EQ(read->delivery.dead_max, 6u);
  EXPECT_EQ(read->delivery.dead_max_age, 7 * 24h);
  EXPECT_TRUE(read->email.enabled);
  EXPECT_EQ(read->email.host, "mail.example.com");
  EXPECT_EQ(read->email.port, 587u);
  EXPECT_EQ(read->email.from, "no-reply@example.com");
  EXPECT_EQ(read->email.username, "ann");
  EXPECT_EQ(read->email.password, "s3cret");
  EXPECT_EQ(read->email.tls, smtp_security::starttls);
  EXPECT_EQ(read->email.ca_path, "ca.pem");
  EXPECT_EQ(read->allow_networks, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
  EXPECT_EQ(read->min_log_level, log_level::warning);
  EXPECT_EQ(read->limits.max_event_bytes, 10u);
  EXPECT_EQ(read->limits.max_events, 11u);
  EXPECT_EQ(read->limits.max_body_bytes, 12u);
  EXPECT_EQ(read->max_unsettled_events, 13u);
  EXPECT_EQ(read->max_kept_bytes, 2'000'000u);
  EXPECT_EQ(read->ingest_events, 16u);
  EXPECT_EQ(read->ingest_bytes, 17u);
  EXPECT_EQ(read->window_events, 18u);
  EXPECT_EQ(read->window_bytes, 19u);
  EXPECT_EQ(read->window_deliveries, 20u);
  EXPECT_EQ(read->kept_attempts, 14u);
  EXPECT_EQ(read->attempts_per_second, 15u);
  EXPECT_EQ(read->state_dir, "/var/lib/n1");
}

struct bad_text {
  const char* text;
  std::vector<const char*> words;
};

TEST(Options, that_are_wrong_are_refused_with_file_line_key_and_a_way_out) {
  const std::vector<bad_text> table{
      {"\n[delivery]\nmax_atempts = 3",
       {"f.toml:3:", "[delivery]", "max_atempts", "mean 'max_attempts'"}},
      {"[delivry]\ntimeout = \"1s\"", {"f.toml:1:", "delivry", "mean 'delivery'"}},
      {"timeout = \"1s\"", {"f.toml:1:", "timeout", "section"}},
      {"delivery = 3", {"f.toml:1:", "delivery", "[delivery]"}},
      {"[delivery.http]\ntimeout = 1", {"f.toml:1:", "[delivery]", "http", "no such key"}},
      {"[[delivery]]\ntimeout = \"1s\"", {"f.toml:1:", "[delivery]"}},
      {"[delivery]\ntimeout = 15", {"f.toml:2:", "[delivery] timeout", "\"15s\""}},
      {"[delivery]\ntimeout = \"15\"", {"[delivery] timeout", "'15'", "15s"}},
      {"[delivery]\ntimeout = \"2h\"", {"[delivery] timeout", "'2h'", "1ms to 1h"}},
      {"[delivery]\ntimeout = \"0s\"", {"[delivery] timeout", "'0s'", "1ms to 1h"}},
      {"[delivery]\nmax_attempts = 0",
       {"[delivery] max_attempts", "0 is out of range", "1 to 1000"}},
      {"[delivery]\nmax_attempts = -1", {"-1 is out of range", "1 to 1000"}},
      {"[delivery]\nmax_attempts = 4294967297", {"4294967297 is out of range"}},
      {"[delivery]\nmax_attempts = \"3\"", {"[delivery] max_attempts", "a whole number"}},
      {"[delivery]\nconcurrency = 1.5", {"[delivery] concurrency", "a whole number"}},
      {"[delivery]\nconcurrency = 1979-05-27", {"[delivery] concurrency", "a whole number"}},
      {"[delivery]\nrate = 50", {"[delivery] rate", "\"50/s\""}},
      {"[delivery]\nrate = \"50\"", {"[delivery] rate", "'50' is not a rate", "10/m"}},
      {"[delivery]\nrate = \"0/s\"", {"[delivery] rate", "'0/s'", "1/d to 1000000/s"}},
      {"[delivery]\ndelays = \"5s\"", {"[delivery] delays", "a list of durations"}},
      {"[delivery]\ndelays = [5]", {"[delivery] delays", "'5' is not a duration"}},
      {"[delivery]\ndelays = [\"8d\"]", {"[delivery] delays", "'8d'", "1ms to 7d"}},
      {"[delivery]\nretry_on = 404", {"[delivery] retry_on", "a list"}},
      {"[delivery]\nretry_on = [\"4XX\"]", {"[delivery] retry_on", "'4XX'", "300 to 599"}},
      {"[delivery]\nretry_on = [4.5]", {"[delivery] retry_on", "a list"}},
      {"[delivery]\nordering = \"evnt_type\"", {"[delivery] ordering", "mean 'event_type'"}},
      {"[delivery]\nhold = \"366d\"", {"[delivery] hold", "0s to 365d"}},
      {"[delivery]\nparked_max = 0", {"[delivery] parked_max", "1 to 10000000"}},
      {"[delivery]\ndead_max_age = 30", {"[delivery] dead_max_age", "\"15s\""}},
      {"[delivery]\nretry = []", {"no such key"}},
      {"[email]\nenabled = \"yes\"", {"[email] enabled", "true or false"}},
      {"[email]\nport = 65536", {"[email] port", "65536", "1 to 65535"}},
      {"[email]\ntls = \"startls\"", {"[email] tls", "'startls'", "mean 'starttls'"}},
      {"[email]\nfrom = \"ops\"", {"[email] from", "'ops'", "no @"}},
      {"[email]\nfrom = \"a@b\\r\\nRSET\"", {"[email] from", "control character"}},
      {"[store]\nurl = \"\"", {"[store] url", "empty"}},
      {"[store]\nurl = 5", {"[store] url", "text in quotes"}},
      {"[security]\nallow_networks = \"10.0.0.0/8\"", {"[security] allow_networks", "a list"}},
      {"[security]\nallow_networks = [1]", {"[security] allow_networks", "'1'"}},
      {"[security]\nallow_networks = [\"10.0.0.0/33\"]", {"allow_networks", "10.0.0.0/33"}},
      {"[log]\nlevel = \"warnig\"", {"[log] level", "'warnig'", "mean 'warning'"}},
      {"[log]\ncolour = \"no\"", {"[log]", "'colour'", "no such key"}},
      {"[log]\nformat = \"jsn\"", {"[log] format", "'jsn'", "mean 'json'"}},
      {"[messaging]\ndialect = \"rabit\"", {"[messaging] dialect", "'rabit'", "rabbitmq3"}},
      {"[messaging]\nurl = \"tcp://h\"", {"[messaging] url", "amqp://"}},
      {"[limits]\nmax_events = 100001", {"[limits] max_events", "1 to 100000"}},
      {"[limits]\nmax_kept_bytes = 1024", {"[limits] max_kept_bytes", "1048576 to"}},
      {"[history]\nattempts = -1", {"[history] attempts", "1000000"}},
      {"[history]\nattempts_per_second = 0", {"[history] attempts_per_second", "1 to 10000"}},
      {"[log]\nlevel = \n", {"f.toml:2:"}},
      {"[log]\nlevel = \"info\"\nlevel = \"error\"", {"f.toml:3:", "level"}},
      {"[log\n", {"f.toml:1:"}},
      {"\xff", {"f.toml:1:"}},
  };
  for (const auto& bad : table) {
    SCOPED_TRACE(bad.text);

    const auto read = options_from_toml(bad.text, "f.toml");

    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, errc::invalid_options);
    for (const auto* word : bad.words)
      EXPECT_NE(read.error().detail.find(word), std::string::npos)
          << word << " is missing in " << read.error().detail;
  }
}

/// Returns the comment above a key, unwrapped.
std::string comment_above(const std::string& part, std::string_view key) {
  std::istringstream lines{part};
  std::string comment;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(std::string{key} + " = ", 0) == 0)
      return comment;
    const bool more = line.rfind("# ", 0) == 0;
    comment = more ? comment + (comment.empty() ? "" : " ") + line.substr(2) : "";
  }
  return {};
}

TEST(Options, are_all_documented_with_their_defaults_in_the_packaged_file) {
  std::ifstream file{FANFARE_SOURCE_DIR "/packaging/fanfare.toml"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};

  const auto read = options_from_toml(text, "packaging/fanfare.toml");

  ASSERT_TRUE(read) << read.error().detail;
  // The store is the program's default, which an engine does not have.
  EXPECT_EQ(differences(*read, options{}), std::vector<std::string>{"store.url"});
  EXPECT_EQ(read->store_url, "sqlite:fanfare.db");
  std::size_t at = 0;
  for (const auto& section : option_sections()) {
    at = text.find("\n[" + std::string{section} + "]\n", at);
    ASSERT_NE(at, std::string::npos) << section << " is missing or out of order";
    const auto part = text.substr(at, text.find("\n[", at + 1) - at);
    for (const auto* key : option_keys(section)) {
      EXPECT_NE(part.find("\n" + std::string{key->name} + " = "), std::string::npos) << key->name;
      EXPECT_FALSE(key->description.empty()) << key->name;
      EXPECT_EQ(comment_above(part, key->name).rfind(key->description, 0), 0u)
          << key->name << " is described otherwise: " << comment_above(part, key->name);
    }
  }
}

} // namespace
} // namespace fanfare::test
