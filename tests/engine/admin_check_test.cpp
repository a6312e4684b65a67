#include "tests/engine/admin_test.hpp"

#include <cstdlib>

namespace fanfare::test {
namespace {

class AdminCheck : public admin_test {
protected:
  /// Writes a listener as somebody does by hand, past every check.
  void write_by_hand(const std::string& id, const std::string& json,
                     const std::string& type = "picky") {
    const auto there = store_->real().listeners().find(id);
    ASSERT_TRUE(there);
    const auto expected = *there ? std::optional{(*there)->json} : std::nullopt;
    ASSERT_TRUE(store_->real().listeners().put({id, "", type, true, json}, expected));
  }

  listener_finding only() {
    const auto all = admin_->check_listeners();
    EXPECT_TRUE(all);
    EXPECT_EQ(all->size(), 1u);
    return all->at(0);
  }
};

TEST_F(AdminCheck, finds_nothing_wrong_with_what_was_created) {
  auto made = draft();
  made.name = "ops";
  const auto id = created(made);

  const auto found = only();

  EXPECT_EQ(found.id, id);
  EXPECT_EQ(found.name, "ops");
  EXPECT_EQ(found.problem, "");
  EXPECT_TRUE(found.warnings.empty());
  EXPECT_EQ(found.version, listener_finding::in_use::as_it_is);
}

TEST_F(AdminCheck, says_that_deliveries_are_held) {
  auto made = draft();
  made.notifier_type = "amqp";
  made.notifier_config = "{}";
  created(made);

  const auto found = only();

  EXPECT_EQ(found.problem, "");
  EXPECT_EQ(found.warnings, std::vector<std::string>{"deliveries to it are held: there is no "
                                                     "broker; [messaging] url names one"});
}

TEST_F(AdminCheck, names_the_field_that_is_wrong) {
  const struct {
    const char* id;
    const char* json;
    const char* problem;
  } table[] = {
      {"a", "{not json", "listener: not a JSON object"},
      {"a", R"({"notifier_type_id":"picky","event_types":["*"]})", "target: is missing"},
      {"a", R"({"notifier_type_id":"picky","event_types":[],"notifier_config":{"target":"t"}})",
       "event_types: "},
      {"a",
       R"({"id":"b","notifier_type_id":"picky","event_types":["*"],"notifier_config":{"target":"t"}})",
       "id: 'b' is kept under another one"},
      {"a",
       R"({"notifier_type_id":"picky","event_types":["*"],"notifier_config":{"target":"explode"}})",
       "notifier_config: the notifier could not check it: exploded"},
  };
  for (const auto& [id, json, problem] : table) {
    write_by_hand(id, json);
    EXPECT_EQ(only().problem.rfind(problem, 0), 0u) << json << " -> " << only().problem;
    EXPECT_EQ(only().version, listener_finding::in_use::nothing);
    EXPECT_FALSE(only().broken_since);
  }
}

TEST_F(AdminCheck, names_an_id_that_is_none) {
  write_by_hand("no id!", R"({"notifier_type_id":"picky","event_types":["*"],)"
                          R"("notifier_config":{"target":"t"}})");

  EXPECT_EQ(only().id, "no id!");
  EXPECT_EQ(only().problem.rfind("id: 'no id!' is not allowed", 0), 0u) << only().problem;
}

TEST_F(AdminCheck, says_since_when_and_what_nodes_go_on_with) {
  write_by_hand("a", "{not json");
  ASSERT_TRUE(store_->real().broken().put("a", "listener: not a JSON object", "{}"));

  EXPECT_TRUE(only().broken_since);
  EXPECT_EQ(only().version, listener_finding::in_use::last_good);
}

TEST_F(AdminCheck, believes_its_own_eyes_when_the_quarantine_is_out_of_date) {
  const auto id = created(draft());
  ASSERT_TRUE(store_->real().broken().put(id, "target: was missing", ""));

  EXPECT_EQ(only().problem, "");
}

TEST_F(AdminCheck, takes_a_nodes_word_for_a_type_that_is_not_here) {
  write_by_hand("a", R"({"notifier_type_id":"elsewhere","event_types":["*"]})", "elsewhere");
  EXPECT_EQ(only().problem, "");

  ASSERT_TRUE(store_->real().broken().put("a", "queue: missing", ""));

  EXPECT_EQ(only().problem, "queue: missing");
}

TEST_F(AdminCheck, warns_of_a_secret_that_is_not_here) {
  ::unsetenv("FANFARE_TEST_HOOK");
  created(draft(R"({"target":"t","token":"env:FANFARE_TEST_HOOK"})"));

  const auto found = only();

  EXPECT_EQ(found.problem, "");
  ASSERT_EQ(found.warnings.size(), 1u);
  EXPECT_EQ(found.warnings[0].rfind("token: 'env:FANFARE_TEST_HOOK' is not set", 0), 0u)
      << found.warnings[0];
}

TEST_F(AdminCheck, shows_a_reference_although_it_masks_secrets) {
  const auto id = created(draft(R"({"target":"t","token":"env:FANFARE_TEST_HOOK"})"));

  EXPECT_EQ(admin_->find(id)->notifier_config, R"({"target":"t","token":"env:FANFARE_TEST_HOOK"})");
}

TEST_F(AdminCheck, states_are_those_in_the_store) {
  const auto id = created(draft());
  const listener_state failing{.listener_id = id, .last_error = "503", .consecutive_failures = 2};
  ASSERT_TRUE(store_->real().states().put({failing}));

  EXPECT_EQ(*admin_->states(), std::vector<listener_state>{failing});
}

} // namespace
} // namespace fanfare::test
