#include "tests/cli/program_test.hpp"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace fanfare::test {
namespace {

using nlohmann::json;

class TransferCommands : public program_test {
protected:
  static std::vector<std::string> command(const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), {"event", "listener", name});
    return more;
  }
  std::string exported(std::vector<std::string> more = {}) { return must(command("export", more)); }
  std::string imported(std::vector<std::string> more, const std::string& input = {}) {
    return must(command("import", more), input);
  }
  std::string content(const std::string& name) {
    std::ifstream file{directory_.file(name)};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  std::filesystem::perms mode(const std::string& name) {
    return std::filesystem::status(directory_.file(name)).permissions();
  }
};

constexpr auto owner_only =
    std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;

TEST_F(TransferCommands, an_export_is_imported_elsewhere_once) {
  created({"--event-type=*", "--name=ops", "--username=me", "--password=hunter2"});
  const auto array = exported({"--with-secrets"});
  created({"--event-type=*", "--store=sqlite:other.db"});

  EXPECT_EQ(imported({"-", "--store=sqlite:other.db"}, array),
            "Event listeners successfully imported: 1 created, 0 updated, 0 unchanged\n");
  EXPECT_EQ(imported({"-", "--store=sqlite:other.db"}, array),
            "Event listeners successfully imported: 0 created, 0 updated, 1 unchanged\n");
  EXPECT_EQ(json::parse(imported({"-", "--json", "--store=sqlite:other.db"}, array)),
            (json{{"created", 0}, {"updated", 0}, {"unchanged", 1}}));
}

TEST_F(TransferCommands, an_export_has_no_secrets_unless_it_is_to) {
  created({"--event-type=*", "--username=me", "--password=hunter2"});

  EXPECT_EQ(exported().find("hunter2"), std::string::npos);
  EXPECT_EQ(exported().find("password"), std::string::npos);
  EXPECT_NE(exported({"--with-secrets", "-"}).find("hunter2"), std::string::npos);
}

TEST_F(TransferCommands, a_file_with_secrets_is_its_owners_only_even_if_it_was_there) {
  created({"--event-type=*", "--username=me", "--password=hunter2"});
  write("old.json", std::string(10'000, 'x'));
  ::chmod(directory_.file("old.json").c_str(), 0644);

  EXPECT_EQ(exported({"--with-secrets", "old.json"}), "Event listeners successfully exported\n");
  exported({"--with-secrets", "new.json"});

  EXPECT_EQ(mode("old.json"), owner_only);
  EXPECT_EQ(mode("new.json"), owner_only);
  EXPECT_EQ(json::parse(content("old.json")).size(), 1u);
}

TEST_F(TransferCommands, an_export_without_secrets_keeps_those_that_are_there) {
  created({"--event-type=*", "--name=ops", "--username=me", "--password=hunter2"});
  auto array = json::parse(exported());
  array[0]["notifier_config"]["username"] = "you";
  write("ops.json", array.dump());

  EXPECT_EQ(imported({"ops.json"}),
            "Event listeners successfully imported: 0 created, 1 updated, 0 unchanged\n");

  const auto after = json::parse(exported({"--with-secrets"}));
  EXPECT_EQ(after[0]["notifier_config"]["password"], "hunter2");
  EXPECT_EQ(after[0]["notifier_config"]["username"], "you");
}

TEST_F(TransferCommands, an_import_names_the_first_bad_item_and_changes_nothing) {
  make_empty_store();
  const std::string good = R"({"name":"good","notifier_type_id":"http","event_types":["*"],)"
                           R"("notifier_config":{"url":"http://x/"}})";
  write("bad.json",
        "[" + good + R"(,{"name":"bad","notifier_type_id":"http","event_types":["*"]}])");

  const auto end = fanfare(command("import", {"bad.json"}));

  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("item 1 ('bad'): url: is missing"), std::string::npos) << end.err;
  EXPECT_EQ(exported(), "[]\n");
}

TEST_F(TransferCommands, an_import_needs_a_file_that_is_there) {
  make_empty_store();

  EXPECT_EQ(fanfare(command("import", {})).exit_code, 64);
  const auto end = fanfare(command("import", {"none.json"}));
  EXPECT_EQ(end.exit_code, 65);
  EXPECT_NE(end.err.find("none.json cannot be read: No such file"), std::string::npos) << end.err;
}

TEST_F(TransferCommands, an_export_that_cannot_be_written_says_so) {
  make_empty_store();

  const auto end = fanfare(command("export", {"no/such/directory.json"}));

  EXPECT_EQ(end.exit_code, 74);
  EXPECT_NE(end.err.find("no/such/directory.json cannot be written"), std::string::npos);
}

} // namespace
} // namespace fanfare::test
