#include "tests/engine/admin_test.hpp"

namespace fanfare::test {
namespace {

class AdminChange : public admin_test {};

TEST_F(AdminChange, masks_secrets_wherever_listeners_are_shown) {
  const auto id =
      created(draft(R"({"target":"t","token":"s3cret","auth":{"user":"u","key":"k3y"}})"));

  const auto all = admin_->listeners();
  const auto one = admin_->find(id);

  const auto* expected =
      R"({"target":"t","token":"********","auth":{"user":"u","key":"********"}})";
  ASSERT_TRUE(all && one);
  EXPECT_EQ(all->front().notifier_config, expected);
  EXPECT_EQ(one->notifier_config, expected);
  EXPECT_NE(stored(id).find("s3cret"), std::string::npos);
}

TEST_F(AdminChange, masks_the_query_of_a_url_and_keeps_it_when_the_mask_comes_back) {
  const auto id = created(draft(R"({"target":"t","url":"http://h/hook?token=s3cret"})"));
  EXPECT_EQ(admin_->find(id)->notifier_config, R"({"target":"t","url":"http://h/hook?********"})");

  ASSERT_TRUE(admin_->update(id, {{}, R"({"url":"http://other/hook?********"})", {}, {}}));

  EXPECT_NE(stored(id).find("http://other/hook?token=s3cret"), std::string::npos) << stored(id);
}

TEST_F(AdminChange, refuses_the_mask_of_a_query_that_is_not_there) {
  const auto id = created(draft(R"({"target":"t","url":"http://h/hook"})"));

  const auto done = admin_->update(id, {{}, R"({"url":"http://h/hook?********"})", {}, {}});

  ASSERT_FALSE(done);
  EXPECT_NE(done.error().detail.find("url: ********"), std::string::npos) << done.error().detail;
}

TEST_F(AdminChange, merges_config_and_delivery_and_replaces_the_rest) {
  auto before = draft(R"({"target":"t","a":1,"b":2})");
  before.delivery = R"({"timeout":"5s","concurrency":2})";
  const auto id = created(before);

  const auto done =
      admin_->update(id, {std::vector<std::string>{"x.y", "#"}, R"({"a":null,"b":3,"c":4})",
                          R"({"timeout":null,"max_attempts":3})", false});

  ASSERT_TRUE(done) << done.error().detail;
  const auto now = admin_->find(id);
  EXPECT_EQ(now->event_types, (std::vector<std::string>{"x.y", "#"}));
  EXPECT_EQ(now->notifier_config, R"({"target":"t","b":3,"c":4})");
  EXPECT_EQ(now->delivery, R"({"concurrency":2,"max_attempts":3})");
  EXPECT_FALSE(now->enabled);
}

TEST_F(AdminChange, leaves_what_is_not_named_as_it_is) {
  auto before = draft();
  before.name = "ops";
  const auto id = created(before);

  ASSERT_TRUE(admin_->update("ops", {{}, {}, {}, false}));

  const auto now = admin_->find(id);
  EXPECT_EQ(now->event_types, before.event_types);
  EXPECT_EQ(now->notifier_config, before.notifier_config);
  EXPECT_EQ(now->name, "ops");
  EXPECT_FALSE(now->enabled);
}

TEST_F(AdminChange, keeps_the_secret_whose_mask_comes_back) {
  const auto id =
      created(draft(R"({"target":"t","token":"s3cret","auth":{"user":"u","key":"k3y"}})"));

  listener_change change;
  change.notifier_config = R"({"token":"********","auth":{"user":"v","key":"********"}})";
  ASSERT_TRUE(admin_->update(id, change));

  EXPECT_NE(stored(id).find(R"({"target":"t","token":"s3cret","auth":{"user":"v","key":"k3y"}})"),
            std::string::npos)
      << stored(id);
}

TEST_F(AdminChange, takes_new_secrets_and_removes_them) {
  const auto id = created(draft(R"({"target":"t","token":"s3cret"})"));

  listener_change renew;
  renew.notifier_config = R"({"token":"n3w"})";
  ASSERT_TRUE(admin_->update(id, renew));
  const auto renewed = stored(id);
  listener_change remove;
  remove.notifier_config = R"({"token":null})";
  ASSERT_TRUE(admin_->update(id, remove));

  EXPECT_NE(renewed.find("n3w"), std::string::npos);
  EXPECT_EQ(stored(id).find("token"), std::string::npos);
}

TEST_F(AdminChange, refuses_what_is_wrong_and_changes_nothing) {
  const auto id = created(draft());
  const auto before = stored(id);
  const std::vector<std::pair<listener_change, const char*>> table{
      {{std::vector<std::string>{}, {}, {}, {}}, "event_types"},
      {{std::vector<std::string>{"rep*"}, {}, {}, {}}, "rep*"},
      {{{}, R"({"target":null})", {}, {}}, "target: is missing"},
      {{{}, "nonsense", {}, {}}, "notifier_config"},
      {{{}, R"({"token":"********"})", {}, {}}, "token: ********"},
      {{{}, {}, R"({"timeout":"never"})", {}}, "delivery.timeout"},
      {{{}, {}, "3", {}}, "delivery"},
  };
  for (const auto& [change, word] : table) {
    SCOPED_TRACE(word);

    const auto done = admin_->update(id, change);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, errc::invalid_listener);
    EXPECT_NE(done.error().detail.find(word), std::string::npos) << done.error().detail;
    EXPECT_EQ(stored(id), before);
  }
}

TEST_F(AdminChange, reports_a_conflict_when_somebody_else_was_faster) {
  const auto id = created(draft());
  store_->after_find = [&] {
    EXPECT_TRUE(admin_->update(id, {std::vector<std::string>{"theirs"}, {}, {}, {}}));
  };

  const auto done = admin_->update(id, {std::vector<std::string>{"mine"}, {}, {}, {}});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::conflict);
  EXPECT_EQ(admin_->find(id)->event_types, std::vector<std::string>{"theirs"});
}

TEST_F(AdminChange, can_switch_off_a_listener_whose_notifier_is_nowhere) {
  const auto id = created(draft());
  how_.notifiers.clear();
  begin();

  EXPECT_TRUE(admin_->update(id, {{}, {}, {}, false}));
  EXPECT_FALSE(admin_->find(id)->enabled);
}

TEST_F(AdminChange, lists_a_listener_that_was_edited_into_something_broken) {
  const auto id = created(draft());
  const auto json = stored(id);
  ASSERT_TRUE(store_->real().listeners().put({id, "", "picky", true, R"({"nonsense":1})"}, json));

  const auto all = admin_->listeners();
  const auto done = admin_->update(id, {{}, {}, {}, false});

  ASSERT_TRUE(all);
  EXPECT_EQ(all->front().id, id);
  EXPECT_EQ(all->front().notifier_type, "picky");
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().detail.find("broken"), std::string::npos) << done.error().detail;
}

TEST_F(AdminChange, removes_by_id_and_by_name) {
  auto named = draft();
  named.name = "ops";
  created(named);
  const auto other = created(draft());

  EXPECT_TRUE(admin_->remove("ops"));
  EXPECT_TRUE(admin_->remove(other));

  EXPECT_TRUE(admin_->listeners()->empty());
}

TEST_F(AdminChange, names_the_listener_that_is_not_there) {
  const error failures[] = {admin_->find("nobody").error(), admin_->update("nobody", {}).error(),
                            admin_->remove("nobody").error()};

  for (const auto& failure : failures) {
    EXPECT_EQ(failure.code, errc::not_found);
    EXPECT_NE(failure.detail.find("'nobody'"), std::string::npos) << failure.detail;
  }
}

} // namespace
} // namespace fanfare::test
