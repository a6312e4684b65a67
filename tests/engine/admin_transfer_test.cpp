#include "tests/engine/admin_test.hpp"

namespace fanfare::test {
namespace {

class AdminTransfer : public admin_test {
protected:
  static listener_draft named(const std::string& name, std::string config = R"({"target":"t"})") {
    auto made = draft(std::move(config));
    made.name = name;
    return made;
  }

  static std::string item(const std::string& more,
                          const std::string& config = R"({"target":"t"})") {
    return R"({"notifier_type_id":"picky","event_types":["*"],"notifier_config":)" + config +
           (more.empty() ? "" : "," + more) + "}";
  }

  std::string exported(secrets what = secrets::left_out) {
    const auto array = admin_->export_listeners(what);
    EXPECT_TRUE(array) << array.error().detail;
    return array ? *array : "";
  }

  void expect_import(const std::string& array, import_counts wanted) {
    const auto counts = admin_->import_listeners(array);
    ASSERT_TRUE(counts) << counts.error().detail;
    EXPECT_EQ(counts->created, wanted.created);
    EXPECT_EQ(counts->updated, wanted.updated);
    EXPECT_EQ(counts->unchanged, wanted.unchanged);
  }

  void expect_refused(const std::string& array, const std::string& words) {
    const auto before = admin_->listeners()->size();
    const auto counts = admin_->import_listeners(array);
    ASSERT_FALSE(counts) << array;
    EXPECT_EQ(counts.error().code, errc::invalid_listener);
    EXPECT_NE(counts.error().detail.find(words), std::string::npos)
        << array << " -> " << counts.error().detail;
    EXPECT_EQ(admin_->listeners()->size(), before) << "something was changed";
  }
};

const std::string secret_config =
    R"({"target":"t","token":"s3cret","auth":{"key":"k3y","user":"u"},"url":"http://h/?t=s3cret"})";

TEST_F(AdminTransfer, an_export_of_nothing_is_an_empty_array) {
  EXPECT_EQ(exported(), "[]\n");
  expect_import("[]", {});
}

TEST_F(AdminTransfer, an_export_has_no_secrets_unless_it_is_to) {
  created(named("ops", secret_config));

  EXPECT_EQ(exported().find("s3cret"), std::string::npos);
  EXPECT_EQ(exported().find("k3y"), std::string::npos);
  EXPECT_EQ(exported().find("token"), std::string::npos);
  EXPECT_NE(exported().find(R"("user":"u")"), std::string::npos);
  EXPECT_NE(exported(secrets::written).find("s3cret"), std::string::npos);
  EXPECT_NE(exported(secrets::written).find("k3y"), std::string::npos);
}

TEST_F(AdminTransfer, an_import_of_an_export_changes_nothing) {
  const auto id = created(named("ops", secret_config));
  created(draft());
  const auto before = stored(id);

  expect_import(exported(), {0, 0, 2});
  expect_import(exported(secrets::written), {0, 0, 2});

  EXPECT_EQ(stored(id), before);
}

TEST_F(AdminTransfer, an_import_into_another_store_makes_the_same_listeners) {
  const auto id = created(named("ops", secret_config));
  const auto array = exported(secrets::written);
  const auto before = stored(id);
  ASSERT_TRUE(admin_->remove(id));

  expect_import(array, {1, 0, 0});
  expect_import(array, {0, 0, 1});

  EXPECT_EQ(stored(id), before);
}

TEST_F(AdminTransfer, an_update_keeps_the_secrets_that_are_left_out) {
  const auto id = created(named("ops", secret_config));
  auto array = exported();
  array.replace(array.find(R"("user":"u")"), 10, R"("user":"v")");

  expect_import(array, {0, 1, 0});

  EXPECT_NE(stored(id).find(R"("token":"s3cret")"), std::string::npos) << stored(id);
  EXPECT_NE(stored(id).find(R"("key":"k3y")"), std::string::npos);
  EXPECT_NE(stored(id).find(R"("user":"v")"), std::string::npos);
  EXPECT_NE(stored(id).find("http://h/?t=s3cret"), std::string::npos);
}

TEST_F(AdminTransfer, a_name_finds_the_listener_that_has_it_and_keeps_its_id) {
  const auto id = created(named("ops"));

  expect_import("[" + item(R"("name":"ops","enabled":false)") + "]", {0, 1, 0});
  expect_import("[" + item(R"("id":"other","name":"ops","enabled":false)") + "]", {0, 0, 1});

  EXPECT_EQ(admin_->listeners()->size(), 1u);
  EXPECT_FALSE(admin_->find(id)->enabled);
}

TEST_F(AdminTransfer, a_name_without_an_id_makes_a_listener_once) {
  const auto array = "[" + item(R"("name":"ops")") + "]";

  expect_import(array, {1, 0, 0});
  expect_import(array, {0, 0, 1});
}

TEST_F(AdminTransfer, a_listener_may_be_renamed_by_its_id) {
  const auto id = created(named("ops"));

  expect_import("[" + item(R"("name":"dev","id":")" + id + "\"") + "]", {0, 1, 0});

  EXPECT_EQ(admin_->find("dev")->id, id);
}

TEST_F(AdminTransfer, nothing_is_changed_unless_all_of_it_is_valid) {
  const auto good = item(R"("name":"good")");
  expect_refused("[" + good + "," + item(R"("name":"bad")", "{}") + "]",
                 "item 1 ('bad'): target: is missing");
}

TEST_F(AdminTransfer, the_first_bad_item_is_named_by_its_position) {
  const auto id = created(named("ops"));
  created(named("dev"));
  const std::pair<std::string, std::string> table[] = {
      {"", "not a JSON array"},
      {"{}", "not a JSON array"},
      {"[1]", "item 0: listener: must be a JSON object"},
      {"[{}]", "item 0: has neither id nor name"},
      {"[" + item(R"("id":"")") + "]", "item 0: has neither id nor name"},
      {"[" + item(R"("name":"x y")") + "]", "item 0: name: 'x y' is not allowed"},
      {"[" + item(R"("name":"x","colour":1)") + "]", "item 0: 'colour'"},
      {"[" + item(R"("name":"x")") + "," + item(R"("name":"x")") + "]",
       "item 1 ('x'): has the same name x as item 0"},
      {"[" + item(R"("name":"ops")") + "," + item(R"("id":")" + id + R"(")") + "]",
       "has the same id " + id + " as item 0"},
      {"[" + item(R"("name":"dev","id":")" + id + "\"") + "]", "name: 'dev' belongs to listener"},
      {R"([{"name":"ops","notifier_type_id":"http","event_types":["*"],)"
       R"("notifier_config":{"url":"http://x/"}}])",
       "the type never changes"},
      {R"([{"name":"x","notifier_type_id":"pciky","event_types":["*"]}])", "did you mean 'picky'"},
      {"[" + item(R"("name":"x")", R"({"target":"t","token":"********"})") + "]",
       "item 0 ('x'): token: ********"},
  };
  for (const auto& [array, words] : table)
    expect_refused(array, words);
}

TEST_F(AdminTransfer, a_listener_that_is_changed_meanwhile_is_a_conflict) {
  const auto id = created(named("ops"));
  created(named("dev"));
  const auto items = "[" + item(R"("name":"ops","enabled":false)") + "," +
                     item(R"("name":"dev","enabled":false)") + "]";
  ASSERT_TRUE(admin_->import_listeners(items));
  store_->after_load = [&] { ASSERT_TRUE(store_->real().listeners().erase(id)); };

  const auto counts = admin_->import_listeners("[" + item(R"("name":"ops")") + "]");

  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, errc::conflict);
  EXPECT_NE(counts.error().detail.find("0 of 1"), std::string::npos) << counts.error().detail;
}

TEST_F(AdminTransfer, an_export_does_not_pass_over_a_broken_listener) {
  ASSERT_TRUE(store_->real().listeners().put({"a", "", "picky", true, "{not json"}, std::nullopt));

  const auto array = admin_->export_listeners(secrets::left_out);

  ASSERT_FALSE(array);
  EXPECT_NE(array.error().detail.find("listener 'a' is broken"), std::string::npos);
}

} // namespace
} // namespace fanfare::test
