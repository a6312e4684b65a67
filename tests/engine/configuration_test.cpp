#include "fanfare/configuration.hpp"

#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace fanfare::test {
namespace {

/// A configuration file of the test's own, with a clean environment.
class Configuration : public testing::Test {
protected:
  ~Configuration() override { unsetenv("FANFARE_DELIVERY_TIMEOUT"); }

  configuration read(const std::string& text) {
    std::ofstream{file_} << text;
    auto got = read_configuration(file_);
    EXPECT_TRUE(got) << got.error().detail;
    return got ? *std::move(got) : configuration{};
  }

  static configured_key key(const configuration& of, const std::string& name) {
    for (const auto& each : of.keys)
      if (each.section + "." + each.name == name)
        return each;
    ADD_FAILURE() << "there is no " << name;
    return {};
  }

  temp_directory place_;
  std::string file_ = place_.file("f.toml");
};

TEST_F(Configuration, says_of_each_key_where_its_value_comes_from) {
  setenv("FANFARE_DELIVERY_TIMEOUT", "7s", 1);

  const auto got = read("[node]\nname = \"n1\"\n[delivery]\ntimeout = \"3s\"\n");

  EXPECT_EQ(key(got, "node.name").origin, file_ + ":2");
  EXPECT_EQ(key(got, "node.name").value, "\"n1\"");
  EXPECT_EQ(key(got, "delivery.timeout").origin, "FANFARE_DELIVERY_TIMEOUT");
  EXPECT_EQ(key(got, "delivery.timeout").value, "\"7s\"");
  EXPECT_EQ(key(got, "delivery.max_attempts").origin, "default");
  EXPECT_EQ(key(got, "delivery.max_attempts").value, "12");
}

TEST_F(Configuration, shows_no_secret) {
  const auto got = read(R"([store]
url = "redis://fan:hunter2@h:6379/0"
[messaging]
url = "amqp://u:hunter2@h"
password = "hunter2"
management_url = "http://u:hun/ter2@h:1"
)");

  EXPECT_EQ(key(got, "store.url").value, R"("redis://fan:********@h:6379/0")");
  EXPECT_EQ(key(got, "messaging.url").value, R"("amqp://u:********@h")");
  EXPECT_EQ(key(got, "messaging.password").value, R"("********")");
  EXPECT_EQ(key(got, "messaging.management_url").value, R"("http://u:********@h:1")");
}

TEST_F(Configuration, shows_values_that_mean_the_same_when_they_are_read_again) {
  const std::string text = "[node]\nname = \"a \\\"b\\\" \\\\ \\u007f\\n ä\"\n"
                           "[security]\nallow_networks = [\"10.0.0.0/8\", \"::1\"]\n"
                           "[log]\nlevel = \"debug\"\nformat = \"json\"\n"
                           "[delivery]\nmax_delay = \"90m\"\n";
  const auto first = read(text);
  std::string dotted;
  for (const auto& each : first.keys)
    dotted += each.section + "." + each.name + " = " + each.value + "\n";
  const auto second = options_from_toml(dotted);

  ASSERT_TRUE(second) << second.error().detail << "\n" << dotted;
  EXPECT_EQ(second->node_name, first.values.node_name);
  EXPECT_EQ(second->allow_networks, first.values.allow_networks);
  EXPECT_EQ(second->min_log_level, log_level::debug);
  EXPECT_EQ(second->log_layout, log_format::json);
  EXPECT_EQ(second->delivery.max_delay, std::chrono::minutes{90});
}

TEST_F(Configuration, names_another_store_with_its_password_masked) {
  auto got = read("");
  EXPECT_EQ(key(got, "store.url").origin, "default");
  EXPECT_EQ(key(got, "store.url").value, R"("sqlite:fanfare.db")");

  got.use_store("redis://:pw@h");

  EXPECT_EQ(got.values.store_url, "redis://:pw@h");
  EXPECT_TRUE(got.values.store_named);
  EXPECT_EQ(key(got, "store.url").value, R"("redis://:********@h")");
  EXPECT_EQ(key(got, "store.url").origin, "--store");
}

} // namespace
} // namespace fanfare::test
