#include "tests/engine/admin_test.hpp"

namespace fanfare::test {
namespace {

class AdminExplain : public admin_test {
protected:
  std::string listens(std::vector<std::string> types, bool enabled = true,
                      const std::string& name = {}) {
    auto wanted = draft();
    wanted.event_types = std::move(types);
    wanted.enabled = enabled;
    wanted.name = name;
    return created(wanted);
  }

  explained_report explained(const report& what, std::string_view only = {}) {
    const auto got = admin_->explain(what, only);
    EXPECT_TRUE(got) << got.error().detail;
    return got ? *got : explained_report{};
  }
};

TEST_F(AdminExplain, names_for_every_listener_what_decided_it) {
  const auto first = listens({"repo.publish.*", "repo.sync.*"});
  const auto second = listens({"repo.publish.start", "unit.#"});
  const auto third = listens({"*"}, false, "off");
  const auto fourth = listens({"unit.#"}, false);

  const auto got = explained(report::of("repo.sync.start"));

  EXPECT_EQ(got.event_type, "repo.sync.start");
  ASSERT_EQ(got.listeners.size(), 4u);
  EXPECT_EQ(got.listeners[0].listener_id, first);
  EXPECT_EQ(got.listeners[0].why, match_reason::matched);
  EXPECT_EQ(got.listeners[0].clauses, std::vector<std::string>{"repo.sync.*"});
  EXPECT_EQ(got.listeners[1].listener_id, second);
  EXPECT_EQ(got.listeners[1].why, match_reason::event_type);
  EXPECT_EQ(got.listeners[1].clauses, (std::vector<std::string>{"repo.publish.start", "unit.#"}));
  EXPECT_EQ(got.listeners[1].sentence,
            "none of 'repo.publish.start', 'unit.#' stands for this type");
  EXPECT_EQ(got.listeners[2].listener_id, third);
  EXPECT_EQ(got.listeners[2].listener_name, "off");
  EXPECT_EQ(got.listeners[2].why, match_reason::disabled);
  EXPECT_EQ(got.listeners[2].sentence, "it is disabled, though '*' stands for this type");
  EXPECT_EQ(got.listeners[3].listener_id, fourth);
  EXPECT_EQ(got.listeners[3].sentence, "it is disabled, and 'unit.#' does not stand for this type");
}

TEST_F(AdminExplain, asks_one_listener_if_it_is_named) {
  listens({"*"});
  listens({"a.b"}, true, "mine");

  const auto got = explained(report::of("a.c"), "mine");

  ASSERT_EQ(got.listeners.size(), 1u);
  EXPECT_EQ(got.listeners[0].listener_name, "mine");
  EXPECT_EQ(got.listeners[0].why, match_reason::event_type);
}

TEST_F(AdminExplain, says_of_a_listener_that_was_broken_by_hand_what_is_wrong) {
  ASSERT_TRUE(store_->real().listeners().put({"l1", "", "picky", true, "{not json"}, std::nullopt));

  const auto got = explained(report::of("a"));

  ASSERT_EQ(got.listeners.size(), 1u);
  EXPECT_EQ(got.listeners[0].why, match_reason::broken);
  EXPECT_NE(got.listeners[0].sentence.find("it is broken: "), std::string::npos);
}

TEST_F(AdminExplain, asks_the_last_good_version_of_a_listener_in_quarantine_as_nodes_do) {
  const auto good = R"({"id":"l1","notifier_type_id":"picky","event_types":["a.*"],)"
                    R"("notifier_config":{}})";
  ASSERT_TRUE(store_->real().listeners().put({"l1", "", "picky", true, "{not json"}, std::nullopt));
  ASSERT_TRUE(store_->real().broken().put("l1", "listener: not a JSON object", good));

  const auto taken = explained(report::of("a.b"));
  const auto missed = explained(report::of("b"), "l1");

  EXPECT_EQ(taken.listeners.at(0).why, match_reason::matched);
  EXPECT_EQ(taken.listeners.at(0).sentence,
            "it is in quarantine (listener: not a JSON object), and its last good version is "
            "asked: 'a.*' stands for this type");
  EXPECT_EQ(missed.listeners.at(0).why, match_reason::event_type);
}

TEST_F(AdminExplain, says_of_a_listener_that_never_was_good_why_it_is_in_quarantine) {
  ASSERT_TRUE(store_->real().listeners().put({"l1", "", "picky", true, "{not json"}, std::nullopt));
  ASSERT_TRUE(store_->real().broken().put("l1", "listener: not a JSON object", ""));

  const auto got = explained(report::of("a"));

  EXPECT_EQ(got.listeners.at(0).why, match_reason::broken);
  EXPECT_EQ(got.listeners.at(0).sentence, "it is broken: listener: not a JSON object");
}

TEST_F(AdminExplain, publishes_nothing) {
  listens({"*"});

  explained(report::of("a.b"));

  EXPECT_EQ(*store_->real().events().unsettled(), 0u);
}

TEST_F(AdminExplain, refuses_what_is_no_event_and_listeners_that_are_not_there) {
  EXPECT_EQ(admin_->explain({R"({"payload":1})", {}}, {}).error().code, errc::invalid_report);
  EXPECT_EQ(admin_->explain(report::of("a"), "nobody").error().code, errc::not_found);
}

TEST_F(AdminExplain, takes_events_of_the_engines_own_types) {
  const auto own = admin_->explain(report::of("fanfare.test"), {});

  ASSERT_TRUE(own) << own.error().detail;
  EXPECT_EQ(own->event_type, "fanfare.test");
}

TEST_F(AdminExplain, knows_the_types_of_pulp_with_their_fields) {
  const auto known = admin_->event_types();

  ASSERT_TRUE(known);
  const auto& types = *known;
  ASSERT_EQ(types.size(), 4u);
  EXPECT_EQ(types[0].name, "repo.publish.start");
  EXPECT_EQ(types[3].name, "repo.sync.finish");
  for (const auto& type : types) {
    EXPECT_EQ(type.payload_fields.at(0), "repo_id");
    EXPECT_TRUE(admin_->notes({type.name}).empty());
  }
}

} // namespace
} // namespace fanfare::test
