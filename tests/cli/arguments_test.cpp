#include "cli/arguments.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

using words = std::vector<std::string>;

/// A grammar with one of everything.
const section& grammar() {
  static const section root{
      "fanfare",
      "",
      {{"event", "", {}, {{.name = "list", .flags = {{"--json", "", takes::nothing}}}}}},
      {{.name = "create",
        .flags = {{"--event-type", "", takes::values, need::required},
                  {"--url", "", takes::url, need::required},
                  {"--username", ""},
                  {"--password", "", takes::secret},
                  {"--config", ""}}},
       {.name = "publish", .flags = {{"--key", ""}}, .optional_operand = {"FILE", ""}},
       {.name = "drop", .optional_operand = {"ID", "", how_many::any}}},
      {{"--config", ""}, {"--store", ""}, {"--version", "", takes::nothing}}};
  return root;
}

parsed_line parse(const words& line) { return parse_line(grammar(), line); }

/// What a line that must be understood says to its command.
arguments said(const words& line) {
  auto parsed = parse(line);
  auto* call = std::get_if<invocation>(&parsed);
  EXPECT_NE(call, nullptr) << "not understood";
  return call ? call->with : arguments{};
}

/// The sentence about a line that must not be understood.
std::string mistake(const words& line) {
  auto parsed = parse(line);
  auto* wrong = std::get_if<usage_mistake>(&parsed);
  return wrong ? wrong->sentence : "(understood)";
}

words created_with(const words& more) {
  words line{"create", "--event-type=a", "--url=u"};
  line.insert(line.end(), more.begin(), more.end());
  return line;
}

TEST(Arguments, an_equals_sign_and_a_space_mean_the_same) {
  EXPECT_EQ(said({"create", "--event-type=a", "--url=u"}).value("--url"), "u");
  EXPECT_EQ(said({"create", "--event-type", "a", "--url", "u"}).value("--url"), "u");
}

TEST(Arguments, nothing_behind_the_equals_sign_is_an_empty_value) {
  auto with = said(created_with({"--username=", "--config", "c"}));

  EXPECT_EQ(with.value("--username"), "");
  EXPECT_EQ(with.value("--config"), "c") << "the empty value took its neighbour";
}

TEST(Arguments, an_empty_word_is_an_empty_value) {
  EXPECT_EQ(said(created_with({"--username", ""})).value("--username"), "");
}

TEST(Arguments, a_flag_that_was_not_given_has_no_value) {
  EXPECT_EQ(said(created_with({})).value("--username"), std::nullopt);
}

TEST(Arguments, a_repeatable_flag_takes_one_value_each_time) {
  auto with = said({"create", "--event-type", "a", "--event-type=b", "--url=u"});

  EXPECT_EQ(with.values("--event-type"), (words{"a", "b"}));
  EXPECT_NE(mistake({"create", "--event-type", "a", "b", "--url=u"}).find("Did not expect b"),
            std::string::npos);
}

TEST(Arguments, the_last_value_counts_where_one_is_wanted) {
  EXPECT_EQ(said(created_with({"--username=a", "--username=b"})).value("--username"), "b");
}

TEST(Arguments, values_are_not_interpreted) {
  for (std::string odd : {"[a,b]", "{}", "a=b", "'x'", "\"x\"", "-", "-5", "#", "%%", "a b"}) {
    EXPECT_EQ(said(created_with({"--username", odd})).value("--username"), odd);
    EXPECT_EQ(said(created_with({"--username=" + odd})).value("--username"), odd);
  }
}

TEST(Arguments, a_forgotten_value_does_not_take_the_next_flag) {
  EXPECT_EQ(mistake({"create", "--event-type", "--url=u"}),
            "--event-type needs a value (one that begins with dashes is written "
            "--event-type=VALUE).");
  EXPECT_EQ(mistake({"create", "--url=u", "--event-type"}), "--event-type needs a value.");
  EXPECT_EQ(said(created_with({"--username=--url"})).value("--username"), "--url");
}

TEST(Arguments, flags_of_the_whole_program_may_stand_anywhere) {
  for (const auto& line :
       {words{"--store", "s", "event", "list"}, words{"event", "--store=s", "list"},
        words{"event", "list", "--store", "s"}})
    EXPECT_EQ(said(line).anywhere.at("--store"), "s");
}

TEST(Arguments, a_commands_own_flag_hides_the_programs_behind_its_name) {
  auto with = said({"--config", "file", "create", "--event-type=a", "--url=u", "--config", "{}"});

  EXPECT_EQ(with.anywhere.at("--config"), "file");
  EXPECT_EQ(with.value("--config"), "{}");
}

TEST(Arguments, a_switch_takes_no_value) {
  EXPECT_TRUE(said({"event", "list", "--json"}).has("--json"));
  EXPECT_EQ(mistake({"event", "list", "--json=yes"}), "--json takes no value.");
}

TEST(Arguments, an_operand_is_taken_once_and_only_where_there_is_one) {
  EXPECT_EQ(said({"publish", "file"}).operand, "file");
  EXPECT_EQ(said({"publish", "-"}).operand, "-");
  EXPECT_EQ(said({"publish", "--", "--file"}).operand, "--file");
  EXPECT_NE(mistake({"publish", "a", "b"}).find("Did not expect b"), std::string::npos);
  EXPECT_NE(mistake({"event", "list", "x"}).find("Did not expect x"), std::string::npos);
}

TEST(Arguments, required_flags_that_are_missing_or_empty_are_named_in_order) {
  auto nothing = parse({"create"});
  auto empty = parse({"create", "--url=", "--event-type="});

  EXPECT_EQ(std::get<usage_mistake>(nothing).missing, (words{"--event-type", "--url"}));
  EXPECT_EQ(std::get<usage_mistake>(empty).missing, (words{"--event-type", "--url"}));
}

TEST(Arguments, an_unknown_flag_is_named_with_the_one_that_was_meant) {
  EXPECT_EQ(mistake(created_with({"--user-name=x"})),
            "There is no option --user-name. Did you mean --username?");
  EXPECT_EQ(mistake(created_with({"--zebra=x"})), "There is no option --zebra.");
  EXPECT_EQ(mistake(created_with({"-x"})), "There is no option -x.");
}

TEST(Arguments, an_unknown_command_is_named_with_the_one_that_was_meant) {
  EXPECT_EQ(mistake({"evnt"}), "There is no command evnt here. Did you mean event?");
  EXPECT_EQ(mistake({"event", "lst"}), "There is no command lst here. Did you mean list?");
}

TEST(Arguments, help_is_about_the_place_where_it_was_asked_for) {
  auto of_section = parse({"event", "--help"});
  auto of_command = parse({"create", "--help", "--nonsense"});

  EXPECT_EQ(std::get<help_wanted>(of_section).in->name, "event");
  EXPECT_EQ(std::get<help_wanted>(of_command).where->name, "create");
  EXPECT_EQ(std::get<help_wanted>(of_command).because, help_wanted::why::asked);
}

TEST(Arguments, a_section_without_a_command_is_incomplete) {
  auto parsed = parse({"event"});

  EXPECT_EQ(std::get<help_wanted>(parsed).because, help_wanted::why::incomplete);
}

TEST(Arguments, the_version_wins_over_a_command) {
  auto parsed = parse({"--version"});

  EXPECT_TRUE(std::holds_alternative<version_wanted>(parsed));
}

TEST(Arguments, only_the_values_of_secret_flags_are_wiped) {
  words line{"create", "--password",         "hunter2", "--username",
             "me",     "--password=letmein", "--url=u"};
  std::vector<char*> pointers;
  for (auto& word : line)
    pointers.push_back(word.data());

  wipe_secrets(grammar().commands[0], pointers);

  EXPECT_EQ(line, (words{"create", "--password", "*******", "--username", "me",
                         "--password=*******", "--url=u"}));
}

TEST(Arguments, of_a_url_what_follows_the_question_mark_is_wiped) {
  words line{
      "create",     "--url", "http://h/?t=s3cret&x=?", "--url=http://h/#?", "--url=http://h/",
      "--username", "who?me"};
  std::vector<char*> pointers;
  for (auto& word : line)
    pointers.push_back(word.data());

  wipe_secrets(grammar().commands[0], pointers);

  EXPECT_EQ(line, (words{"create", "--url", "http://h/?************", "--url=http://h/#?",
                         "--url=http://h/", "--username", "who?me"}));
}

TEST(Arguments, a_command_may_take_any_number_of_operands) {
  EXPECT_EQ(said({"drop"}).operands, words{});
  EXPECT_EQ(said({"drop", "1", "2", "--", "--3"}).operands, (words{"1", "2", "--3"}));
  EXPECT_EQ(said({"drop", "1", "2"}).operand, "1");
  EXPECT_EQ(said({"publish", "a"}).operands, words{"a"});
}

} // namespace
} // namespace fanfare
