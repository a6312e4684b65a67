#include "tests/engine/admin_test.hpp"

#include <cstdlib>
#include <filesystem>

namespace fanfare::test {
namespace {

TEST(AdminOpen, needs_a_store_to_be_named) {
  const auto opened = admin::open({});

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::invalid_options);
  EXPECT_NE(opened.error().detail.find("store_url"), std::string::npos);
}

TEST(AdminOpen, makes_a_store_only_when_told_to) {
  std::string pattern = testing::TempDir() + "admin.XXXXXX";
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  options how;
  how.store_url = "sqlite:" + pattern + "/x.db";

  const auto missing = admin::open(how);
  const auto made = admin::open(how, if_missing::create);
  const auto there = admin::open(how);

  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, errc::store_unreachable);
  EXPECT_NE(missing.error().detail.find(pattern), std::string::npos) << missing.error().detail;
  ASSERT_TRUE(made) << made.error().detail;
  ASSERT_TRUE(there) << there.error().detail;
  EXPECT_TRUE((*there)->listeners()->empty());
  std::filesystem::remove_all(pattern);
}

TEST(NotifierRegistry, has_the_built_in_notifiers_and_those_of_the_host) {
  options how;
  how.notifiers["picky"] = std::make_shared<picky_notifier>();

  const auto ways = notifier_registry::with(how);

  ASSERT_TRUE(ways);
  EXPECT_EQ((*ways)->types(), (std::vector<std::string>{"amqp", "email", "http", "picky"}));
  EXPECT_EQ((*ways)->find("picky"), how.notifiers["picky"]);
  EXPECT_NE((*ways)->find("http"), nullptr);
  EXPECT_EQ((*ways)->find("http"), (*ways)->find("http"));
  EXPECT_NE((*ways)->find("email"), nullptr) << "checks listeners, though mail is switched off";
  EXPECT_EQ((*ways)->delivered_types(), (std::vector<std::string>{"http", "picky"}));
  EXPECT_EQ((*ways)->find("pigeon"), nullptr);
}

TEST(NotifierRegistry, refuses_what_a_host_cannot_register) {
  const auto refused = [](const std::string& type, std::shared_ptr<notifier> way) {
    options how;
    how.notifiers[type] = std::move(way);
    const auto ways = notifier_registry::with(how);
    return ways ? std::string{} : ways.error().detail;
  };

  EXPECT_NE(refused("http", std::make_shared<picky_notifier>()).find("built in"),
            std::string::npos);
  EXPECT_NE(refused("a b", std::make_shared<picky_notifier>()).find("'a b'"), std::string::npos);
  EXPECT_NE(refused("x", nullptr).find("null"), std::string::npos);
}

TEST(NotifierRegistry, refuses_a_misspelt_network) {
  options how;
  how.allow_networks = {"10.0.0.0/33"};

  const auto ways = notifier_registry::with(how);

  ASSERT_FALSE(ways);
  EXPECT_NE(ways.error().detail.find("10.0.0.0/33"), std::string::npos) << ways.error().detail;
}

} // namespace
} // namespace fanfare::test
