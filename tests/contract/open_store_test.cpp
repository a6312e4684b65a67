#include "storage/store.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/must.hpp"
#include "tests/contract/raw_sqlite.hpp"
#include "tests/contract/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace fanfare::test {

namespace {

class OpenStore : public testing::Test {
protected:
  std::string path(const std::string& name = "store.db") const { return place.file(name); }
  std::string url(const std::string& name = "store.db") const { return "sqlite:" + path(name); }

  void write_file(const std::string& text) { std::ofstream{path(), std::ios::binary} << text; }

  static void expect_failure(const result<std::unique_ptr<store>>& opened, errc code,
                             const std::vector<std::string>& words) {
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, code);
    for (const auto& word : words)
      EXPECT_NE(opened.error().detail.find(word), std::string::npos)
          << "no \"" << word << "\" in: " << opened.error().detail;
  }

  temp_directory place;
};

} // namespace

TEST_F(OpenStore, makes_a_store_that_only_its_owner_may_read) {
  must(open_store(url(), store_mode::create));

  struct stat seen {};
  ASSERT_EQ(::stat(path().c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777u, 0600u);
  must(open_store(url(), store_mode::existing));
}

TEST_F(OpenStore, refuses_urls_that_name_no_store) {
  struct wrong_url {
    std::string url;
    std::vector<std::string> words;
  };
  const std::vector<wrong_url> wrong{
      {"", {"no scheme", "sqlite:PATH"}},
      {"fanfare.db", {"no scheme", "sqlite:PATH"}},
      {"sqlite:", {"names no file", "sqlite:PATH"}},
      {"sqlite::memroy:", {":memroy:", "sqlite::memory:"}},
      {std::string{"sqlite:a\0b", 10}, {"NUL"}},
      {"postgres://db", {"postgres", "unknown", "sqlite:PATH"}},
      {"redis:host", {"redis:", "redis://"}},
      {"redis://", {"names no host"}},
      {"redis://host:0", {"port"}},
      {"redis://host:65536", {"port"}},
      {"redis://host:6379/one", {"database"}},
      {"redis://user@host", {"without a password"}},
      {"redis://user:se%2cret%zz@host", {"'%'"}},
      {"redis+unix://relative.sock", {"absolute path"}},
      {"redis+unix:///" + std::string(107, 'x'), {"longer than 107"}},
      {"redis+tls://host", {"redis+tls", "unknown kind"}},
      {"redis+sentinel://host", {"redis+sentinel", "later version"}},
      {"redis+cluster://host", {"redis+cluster", "later version"}},
  };
  for (const auto& x : wrong)
    expect_failure(open_store(x.url, store_mode::create), errc::invalid_options, x.words);
}

TEST_F(OpenStore, never_repeats_a_password_of_a_url) {
  for (const std::string url :
       {"redis://user:secret@127.0.0.1:1", "redis://user:secret@127.0.0.1:x",
        "redis://user:secret%@127.0.0.1", "redis+sentinel://user:secret@host"}) {
    const auto opened = open_store(url, store_mode::existing);

    ASSERT_FALSE(opened) << url;
    EXPECT_EQ(opened.error().detail.find("secret"), std::string::npos) << opened.error().detail;
  }
}

TEST_F(OpenStore, an_existing_store_must_be_there) {
  expect_failure(open_store(url(), store_mode::existing), errc::store_unreachable,
                 {path(), "no such file", "create the store"});
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(OpenStore, an_empty_file_is_no_existing_store_but_may_become_one) {
  write_file("");

  expect_failure(open_store(url(), store_mode::existing), errc::store_unreachable,
                 {path(), "empty"});
  must(open_store(url(), store_mode::create));
}

TEST_F(OpenStore, names_the_directory_that_is_missing) {
  expect_failure(open_store(url("gone/store.db"), store_mode::create), errc::store_unreachable,
                 {path("gone"), "create it first"});
}

TEST_F(OpenStore, refuses_a_directory) {
  expect_failure(open_store("sqlite:" + place.path().string(), store_mode::create),
                 errc::store_unreachable, {place.path().string(), "is a directory"});
}

TEST_F(OpenStore, refuses_a_file_that_is_no_database_and_leaves_it_alone) {
  const std::string text(5'000, 'x');
  write_file(text);

  expect_failure(open_store(url(), store_mode::create), errc::store_unreachable,
                 {path(), "not a database", "another path"});
  EXPECT_EQ(std::filesystem::file_size(path()), text.size());
}

TEST_F(OpenStore, refuses_the_database_of_another_program_and_leaves_it_alone) {
  raw_sqlite{path()}.execute("CREATE TABLE theirs(x)");

  expect_failure(open_store(url(), store_mode::create), errc::store_unreachable,
                 {path(), "another program"});
  EXPECT_EQ(raw_sqlite{path()}.ask("PRAGMA journal_mode"), "delete\n");
  EXPECT_EQ(raw_sqlite{path()}.ask("SELECT count(*) FROM sqlite_schema"), "1\n");
}

TEST_F(OpenStore, refuses_a_store_of_a_newer_version) {
  must(open_store(url(), store_mode::create));
  raw_sqlite{path()}.execute("UPDATE schema SET version = 99");

  expect_failure(open_store(url(), store_mode::existing), errc::store_unreachable,
                 {path(), "newer fanfare", "schema 99", "upgrade"});
}

TEST_F(OpenStore, says_so_when_the_directory_may_not_be_written_to) {
  ASSERT_EQ(::chmod(place.path().c_str(), 0555), 0);
  child_process user{[this](const auto& say) {
    become_ordinary_user();
    const auto opened = open_store(url(), store_mode::create);
    say(opened ? "opened" : opened.error().detail);
  }};

  const auto said = user.next_line();

  EXPECT_NE(said.find(path()), std::string::npos) << said;
  EXPECT_NE(said.find("Permission denied"), std::string::npos) << said;
  EXPECT_NE(said.find("may write to"), std::string::npos) << said;
  ::chmod(place.path().c_str(), 0755);
}

TEST_F(OpenStore, says_so_when_the_file_may_not_be_written_to) {
  must(open_store(url(), store_mode::create));
  ASSERT_EQ(::chmod(path().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(place.path().c_str(), 0755), 0);
  child_process user{[this](const auto& say) {
    become_ordinary_user();
    auto opened = open_store(url(), store_mode::existing);
    if (!opened)
      return say(opened.error().detail);
    const auto written = (*opened)->events().write({.appends = {{"{}", ""}}});
    say(written ? "written" : written.error().detail);
  }};

  const auto said = user.next_line();

  EXPECT_NE(said.find(path()), std::string::npos) << said;
  EXPECT_NE(said.find("writable for this user"), std::string::npos) << said;
}

TEST_F(OpenStore, two_stores_in_memory_are_strangers) {
  const auto one = must(open_store("sqlite::memory:", store_mode::create));
  const auto two = must(open_store("sqlite::memory:", store_mode::existing));
  must(one->events().write({.appends = {{"{}", ""}}}));

  EXPECT_EQ(must(two->events().unsettled()), 0u);
  must(one->become_node({"a", {}}));
  must(two->become_node({"b", {}}));
}

} // namespace fanfare::test
