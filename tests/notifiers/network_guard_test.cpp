#include "notifiers/network_guard.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <string>

namespace fanfare {
namespace {

using ::testing::Test;

std::optional<std::string> refusal(const network_guard& guard, const std::string& address,
                                   unsigned scope = 0) {
  sockaddr_storage room{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(room);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(room);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    room.ss_family = AF_INET;
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr), 1) << address;
    room.ss_family = AF_INET6;
    v6.sin6_scope_id = scope;
  }
  return guard.refusal(reinterpret_cast<const sockaddr&>(room));
}

network_guard opened(const std::vector<std::string>& networks) {
  auto guard = network_guard::with(networks);
  EXPECT_TRUE(guard) << guard.error().detail;
  return guard ? *guard : network_guard{};
}

TEST(NetworkGuard, refuses_the_first_and_last_address_of_every_special_range) {
  const char* const closed[] = {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.0",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.0",
                                "127.255.255.255",
                                "168.63.129.16",
                                "169.254.0.0",
                                "169.254.255.255",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.0.0.0",
                                "192.0.0.255",
                                "192.0.2.0",
                                "192.0.2.255",
                                "192.88.99.0",
                                "192.88.99.255",
                                "192.168.0.0",
                                "192.168.255.255",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.0",
                                "198.51.100.255",
                                "203.0.113.0",
                                "203.0.113.255",
                                "224.0.0.0",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::127.0.0.1",
                                "::ffff:10.1.2.3",
                                "64:ff9b::7f00:1",
                                "1fff:ffff::",
                                "2001::1",
                                "2001:1ff:ffff::",
                                "2001:db8::",
                                "2001:db8:ffff::",
                                "2002::",
                                "2002:ffff::",
                                "3fff::",
                                "3fff:fff:ffff::",
                                "4000::",
                                "fc00::1",
                                "fe80::1",
                                "fec0::1",
                                "ff02::1"};

  for (const auto* address : closed)
    EXPECT_TRUE(refusal({}, address)) << address;
}

TEST(NetworkGuard, lets_through_the_neighbours_of_every_special_range) {
  const char* const open[] = {
      "1.0.0.0",         "9.255.255.255",   "11.0.0.0",      "100.63.255.255",  "100.128.0.0",
      "126.255.255.255", "128.0.0.0",       "168.63.129.15", "168.63.129.17",   "169.253.255.255",
      "169.255.0.0",     "172.15.255.255",  "172.32.0.0",    "191.255.255.255", "192.0.1.0",
      "192.0.3.0",       "192.88.98.255",   "192.88.100.0",  "192.167.255.255", "192.169.0.0",
      "198.17.255.255",  "198.20.0.0",      "198.51.99.255", "198.51.101.0",    "203.0.112.255",
      "203.0.114.0",     "223.255.255.255", "8.8.8.8",       "::ffff:8.8.8.8",  "2000::",
      "2001:200::",      "2001:db7:ffff::", "2001:db9::",    "2003::",          "2a00::1",
      "3ffe:ffff::",     "3fff:1000::"};

  for (const auto* address : open)
    EXPECT_FALSE(refusal({}, address)) << address;
}

TEST(NetworkGuard, names_the_address_the_rule_and_the_setting_when_it_refuses) {
  const auto why = refusal({}, "10.1.2.3");

  ASSERT_TRUE(why);
  EXPECT_EQ(*why, "10.1.2.3 is refused: not a public address (private, 10.0.0.0/8); to permit it, "
                  "add its network to [security] allow_networks");
}

TEST(NetworkGuard, shows_a_mapped_address_as_the_ipv4_address_it_stands_for) {
  EXPECT_TRUE(refusal({}, "::ffff:127.0.0.1")->starts_with("127.0.0.1 is refused"));
}

TEST(NetworkGuard, refuses_a_public_address_that_is_bound_to_an_interface) {
  EXPECT_TRUE(refusal({}, "2a00::1", 2));
}

TEST(NetworkGuard, refuses_what_is_no_ip_address) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;

  EXPECT_TRUE(opened({"0.0.0.0/0", "::/0"}).refusal(reinterpret_cast<const sockaddr&>(local)));
}

TEST(NetworkGuard, opens_exactly_the_networks_it_was_given) {
  const auto guard = opened({"10.1.0.0/16", "192.168.7.7", "fd00:1::/32", "fe80::/10", "::1"});

  for (const auto* inside : {"10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "192.168.7.7",
                             "fd00:1::9", "fd00:1:ffff::", "fe80::1", "::1"})
    EXPECT_FALSE(refusal(guard, inside)) << inside;
  EXPECT_FALSE(refusal(guard, "fe80::1", 3)) << "link-local addresses have an interface";
  for (const auto* outside : {"10.0.255.255", "10.2.0.0", "192.168.7.6", "192.168.7.8",
                              "fd00::ffff", "fd00:2::", "::2", "127.0.0.1"})
    EXPECT_TRUE(refusal(guard, outside)) << outside;
}

TEST(NetworkGuard, opens_networks_that_end_inside_a_byte) {
  const auto guard = opened({"172.20.0.0/14"});

  EXPECT_FALSE(refusal(guard, "172.23.255.255"));
  EXPECT_TRUE(refusal(guard, "172.24.0.0"));
  EXPECT_TRUE(refusal(guard, "172.19.255.255"));
}

TEST(NetworkGuard, opens_no_ipv4_address_by_all_of_ipv6) {
  const auto guard = opened({"::/0"});

  EXPECT_FALSE(refusal(guard, "::1"));
  EXPECT_TRUE(refusal(guard, "127.0.0.1"));
  EXPECT_TRUE(refusal(guard, "::ffff:127.0.0.1"));
}

TEST(NetworkGuard, opens_everything_by_both_zero_networks) {
  const auto guard = opened({"0.0.0.0/0", "::/0"});

  for (const auto* address : {"127.0.0.1", "::1", "255.255.255.255", "168.63.129.16"})
    EXPECT_FALSE(refusal(guard, address)) << address;
}

TEST(NetworkGuard, refuses_entries_that_are_no_network) {
  struct {
    const char* entry;
    const char* words;
  } const bad[] = {
      {"", "no network"},
      {"localhost", "no network"},
      {"10.0.0", "no network"},
      {"10.0.0.256", "no network"},
      {"010.0.0.1/8", "no network"},
      {" 10.0.0.0/8", "no network"},
      {"*", "no network"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/33", "from 0 to 32"},
      {"10.0.0.0/-1", "from 0 to 32"},
      {"10.0.0.0/+8", "from 0 to 32"},
      {"10.0.0.0/8x", "from 0 to 32"},
      {"10.0.0.0/8/8", "from 0 to 32"},
      {"10.0.0.0/255.0.0.0", "from 0 to 32"},
      {"fd00::/129", "from 0 to 128"},
      {"10.0.0.1/8", "write 10.0.0.0/8"},
      {"fd00::1/8", "write fd00::/8"},
      {"fe80::1%eth0", "no network"},
  };

  for (const auto& [entry, words] : bad) {
    const auto guard = network_guard::with({"10.0.0.0/8", entry});
    ASSERT_FALSE(guard) << entry;
    EXPECT_EQ(guard.error().code, errc::invalid_options);
    const auto& text = guard.error().detail;
    EXPECT_NE(text.find(words), std::string::npos) << entry << ": " << text;
    EXPECT_NE(text.find("[security] allow_networks"), std::string::npos) << text;
    EXPECT_NE(text.find(entry), std::string::npos) << text;
  }
}

TEST(NetworkGuard, refuses_an_entry_that_goes_on_behind_a_nul) {
  EXPECT_FALSE(network_guard::with({std::string{"10.0.0.0\0", 9}}));
}

} // namespace
} // namespace fanfare
