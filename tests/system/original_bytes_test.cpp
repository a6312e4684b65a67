#include "tests/server/raw_client.hpp"
#include "tests/support/delivery_ledger.hpp"
#include "tests/support/program_site.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

namespace fanfare::test {
namespace {

std::string with_payload(const std::string& payload) {
  return R"({"event_type":"odd.report","payload":)" + payload + "}";
}

/// A report of exactly one mebibyte.
std::string largest() {
  const auto frame = with_payload("\"\"").size();
  return with_payload('"' + std::string(1024 * 1024 - frame, 'x') + '"');
}

/// Valid JSON that a parser and writer in between would change.
std::vector<std::string> odd_reports() {
  return {
      with_payload("123456789012345678901234567890"),
      with_payload("-98765432109876543210987654321098765432109876543210"),
      with_payload("1e400"),
      with_payload("[-0,-0.0,0.0,1E+2,1e-7,1.10,100000000000000000000,0.1e1]"),
      with_payload("3.14159265358979323846264338327950288"),
      "{ \"event_type\" :\t\"odd.report\"  ,\"payload\" : [ 1,2 , 3 ]\t}",
      "{\n\t\"event_type\": \"odd.report\",\r\n\t\"payload\": {\n\t}\n}",
      R"({"payload":1,"zebra":2,"event_type":"odd.report","aardvark":3})",
      with_payload(R"(["\u00e9","é","\/","/","\ud83d\ude00","😀","\u2028","\"\\\b\f\n\r\t"])"),
      with_payload(R"({"a":1,"a":2,"b":{"c":1,"c":1}})"),
      with_payload(R"({"":1,"\u0061":2," ":{"":{"":null}}})"),
      with_payload(
          R"(["{\"event_type\":\"other\"}","NaN","// no comment","]}","<![CDATA[", "\u007f"])"),
      with_payload(std::string(63, '[') + std::string(63, ']')),
      with_payload("[[[[{},{}],[]],[]],[]]"),
      R"({"event_type":"odd\u002ereport"})",
      R"({"event\u005ftype":"odd.report"})",
      R"({"event_type":"odd.report","payload":null,"call_report":null})",
      largest(),
  };
}

/// Every odd report by every door, to one receiver.
class OriginalBytes : public testing::Test {
protected:
  void SetUp() override { site_.listen(receiver_.url("/all"), "odd.report"); }

  /// Publishes over HTTP and returns the ids.
  static std::vector<std::string> posted(const served_node& at, const std::string& body,
                                         std::string_view content_type) {
    raw_client client{at.address()};
    EXPECT_TRUE(client.send(post(body, content_type)));
    const auto answer = client.read();
    EXPECT_EQ(answer.status, 202) << answer.body << " for " << body.substr(0, 200);
    const std::regex id{"[0-9a-f]{34}"};
    std::vector<std::string> ids;
    for (std::sregex_token_iterator at_id{answer.body.begin(), answer.body.end(), id}, end;
         at_id != end; ++at_id)
      ids.push_back(*at_id);
    return ids;
  }

  void expect_delivered(const std::vector<std::string>& ids,
                        const std::vector<std::string>& reports) {
    ASSERT_EQ(ids.size(), reports.size());
    EXPECT_TRUE(receiver_.wait_for(reports.size()));
    const auto book = receiver_.book();
    EXPECT_EQ(book.size(), reports.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto found = book.find({"/all", ids[i]});
      ASSERT_NE(found, book.end()) << reports[i].substr(0, 200);
      EXPECT_TRUE(found->second.body == reports[i])
          << "published: " << reports[i].substr(0, 200)
          << "\ndelivered: " << found->second.body.substr(0, 200);
    }
  }

  delivery_ledger receiver_;
  program_site site_;
};

TEST_F(OriginalBytes, come_from_files_that_the_command_published) {
  served_node node{site_};
  std::vector<std::string> ids;

  for (const auto& report : odd_reports())
    for (auto& id : site_.publish(report))
      ids.push_back(std::move(id));

  expect_delivered(ids, odd_reports());
}

TEST_F(OriginalBytes, come_from_single_reports_over_http) {
  served_node node{site_};
  std::vector<std::string> ids;

  for (const auto& report : odd_reports())
    for (auto& id : posted(node, report, "application/json"))
      ids.push_back(std::move(id));

  expect_delivered(ids, odd_reports());
}

TEST_F(OriginalBytes, come_from_an_array_over_http) {
  served_node node{site_};
  std::string array = " [";
  for (const auto& report : odd_reports())
    array += (array.size() > 2 ? "\n ,\t" : "") + report;
  array += " ]\n";

  const auto ids = posted(node, array, "application/json");

  expect_delivered(ids, odd_reports());
}

TEST_F(OriginalBytes, come_from_lines_over_http_and_of_the_command) {
  served_node node{site_};
  auto reports = odd_reports();
  reports.erase(
      std::remove_if(reports.begin(), reports.end(),
                     [](const std::string& each) { return each.find('\n') != std::string::npos; }),
      reports.end());
  std::string lines;
  for (const auto& report : reports)
    lines += report + "\n\n";

  auto ids = posted(node, lines, "application/x-ndjson");
  const auto more = site_.publish(lines);
  ids.insert(ids.end(), more.begin(), more.end());

  auto twice = reports;
  twice.insert(twice.end(), reports.begin(), reports.end());
  expect_delivered(ids, twice);
}

} // namespace
} // namespace fanfare::test
