#include "tests/engine/admin_test.hpp"

#include <algorithm>

namespace fanfare::test {
namespace {

class AdminCreate : public admin_test {};

TEST_F(AdminCreate, makes_listeners_that_are_found_by_id_and_name_and_listed_in_order) {
  auto named = draft();
  named.name = "ops";
  named.delivery = R"({"timeout":"5s"})";
  named.enabled = false;

  const auto first = created(draft());
  const auto second = created(named);

  const auto all = admin_->listeners();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ((*all)[0].id, first);
  const auto by_name = admin_->find("ops");
  const auto by_id = admin_->find(second);
  ASSERT_TRUE(by_name && by_id);
  EXPECT_EQ(by_name->id, second);
  EXPECT_EQ(by_id->name, "ops");
  EXPECT_EQ(by_id->notifier_type, "picky");
  EXPECT_EQ(by_id->event_types, std::vector<std::string>{"repo.sync.*"});
  EXPECT_EQ(by_id->delivery, R"({"timeout":"5s"})");
  EXPECT_FALSE(by_id->enabled);
}

TEST_F(AdminCreate, gives_ids_of_24_hex_digits_that_differ) {
  const auto first = created(draft());
  const auto second = created(draft());

  EXPECT_NE(first, second);
  for (const auto& id : {first, second}) {
    EXPECT_EQ(id.size(), 24u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos) << id;
  }
}

TEST_F(AdminCreate, knows_http_without_being_told) {
  auto http = draft(R"({"url":"https://example.com/hook"})");
  http.notifier_type = "http";

  EXPECT_EQ(created(http).size(), 24u);
}

struct bad_draft {
  const char* what;
  std::function<void(listener_draft&)> spoil;
  std::vector<const char*> words;
};

TEST_F(AdminCreate, refuses_what_is_wrong_naming_the_field_and_stores_nothing) {
  const std::vector<bad_draft> table{
      {"no event types", [](auto& d) { d.event_types = {}; }, {"event_types"}},
      {"half a wildcard",
       [](auto& d) {
         d.event_types = {"a", "rep*"};
       },
       {"event_types", "rep*"}},
      {"a space", [](auto& d) { d.event_types = {"a b"}; }, {"event_types", "a b"}},
      {"no type", [](auto& d) { d.notifier_type = ""; }, {"notifier_type_id"}},
      {"an unknown type",
       [](auto& d) { d.notifier_type = "htpp"; },
       {"notifier_type_id", "'htpp'", "http, picky", "mean 'http'"}},
      {"the notifier says no", [](auto& d) { d.notifier_config = "{}"; }, {"target: is missing"}},
      {"the notifier throws",
       [](auto& d) { d.notifier_config = R"({"explode":1})"; },
       {"notifier_config", "exploded"}},
      {"the notifier throws what is no exception",
       [](auto& d) { d.notifier_config = R"({"hurl":1})"; },
       {"notifier_config", "unknown exception"}},
      {"config is no JSON", [](auto& d) { d.notifier_config = "{"; }, {"notifier_config"}},
      {"config is no object", [](auto& d) { d.notifier_config = "[]"; }, {"notifier_config"}},
      {"a misspelt delivery key",
       [](auto& d) { d.delivery = R"({"timout":"5s"})"; },
       {"timout", "timeout"}},
      {"a bad duration", [](auto& d) { d.delivery = R"({"timeout":"5"})"; }, {"delivery.timeout"}},
      {"a bad name", [](auto& d) { d.name = "a b"; }, {"name", "a b"}},
      {"a mask",
       [](auto& d) { d.notifier_config = R"({"target":"t","token":"********"})"; },
       {"token: ********"}},
      {"a mask further down",
       [](auto& d) { d.notifier_config = R"({"target":"t","auth":{"key":"********"}})"; },
       {"auth.key: ********"}},
  };
  for (const auto& bad : table) {
    SCOPED_TRACE(bad.what);
    auto spoilt = draft();
    bad.spoil(spoilt);

    const auto id = admin_->create(spoilt);

    ASSERT_FALSE(id);
    EXPECT_EQ(id.error().code, errc::invalid_listener);
    for (const auto* word : bad.words)
      EXPECT_NE(id.error().detail.find(word), std::string::npos)
          << word << " is missing in " << id.error().detail;
  }
  EXPECT_TRUE(admin_->listeners()->empty());
}

TEST_F(AdminCreate, takes_a_type_that_only_a_live_node_has) {
  auto sms = draft(R"({"number":"1","password":"secret"})");
  sms.notifier_type = "sms";
  ASSERT_FALSE(admin_->create(sms));

  ASSERT_TRUE(store_->become_node({"n1", {"http", "sms"}}));
  const auto id = created(sms);

  const auto shown = admin_->find(id);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->notifier_config, R"({"number":"1","password":"********"})");
}

TEST_F(AdminCreate, with_a_name_that_is_there_replaces_that_listener) {
  auto before = draft(R"({"target":"t","token":"s3cret","extra":1})");
  before.name = "ops";
  const auto id = created(before);
  auto after = draft(R"({"target":"u","token":"********"})");
  after.name = "ops";
  after.event_types = {"a.b"};

  const auto again = created(after);

  EXPECT_EQ(again, id);
  EXPECT_EQ(admin_->listeners()->size(), 1u);
  EXPECT_NE(stored(id).find(R"("notifier_config":{"target":"u","token":"s3cret"})"),
            std::string::npos)
      << stored(id);
  EXPECT_EQ(admin_->find(id)->event_types, std::vector<std::string>{"a.b"});
}

TEST_F(AdminCreate, refuses_the_name_of_a_listener_of_another_type_and_an_id_as_a_name) {
  auto picky = draft();
  picky.name = "ops";
  const auto id = created(picky);
  auto http = draft(R"({"url":"https://example.com/"})");
  http.notifier_type = "http";
  http.name = "ops";
  auto confusing = draft();
  confusing.name = id;

  const auto other_type = admin_->create(http);
  const auto id_as_name = admin_->create(confusing);

  ASSERT_FALSE(other_type);
  EXPECT_NE(other_type.error().detail.find("type 'picky'"), std::string::npos);
  ASSERT_FALSE(id_as_name);
  EXPECT_NE(id_as_name.error().detail.find("name: "), std::string::npos);
  EXPECT_EQ(admin_->listeners()->size(), 1u);
}

TEST_F(AdminCreate, notes_literal_types_that_the_catalogue_does_not_have) {
  const auto said = admin_->notes({"repo.sync.strat", "repo.sync.finish", "*", "repo.#",
                                   "build.done", "fanfare.listener.disabled"});

  ASSERT_EQ(said.size(), 2u);
  EXPECT_NE(
      said[0].find("'repo.sync.strat' is known or has been seen; did you mean 'repo.sync.start'?"),
      std::string::npos)
      << said[0];
  EXPECT_NE(said[1].find("'build.done'"), std::string::npos);
  EXPECT_EQ(said[1].find("mean"), std::string::npos) << said[1];
}

} // namespace
} // namespace fanfare::test
