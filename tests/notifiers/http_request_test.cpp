#include "notifiers/http_request.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

std::string start_for(const std::string& config) {
  return http_request_start(*http_endpoint::parse(config));
}

std::string start_at(const std::string& url) { return start_for(R"({"url":")" + url + R"("})"); }

std::string first_lines(const std::string& start) {
  return start.substr(0, start.find("\r\nUser-Agent"));
}

TEST(HttpRequest, begins_with_what_the_url_says) {
  for (const auto& [url, lines] : std::vector<std::pair<std::string, std::string>>{
           {"http://example.com", "POST / HTTP/1.1\r\nHost: example.com"},
           {"http://example.com:80/a/b", "POST /a/b HTTP/1.1\r\nHost: example.com"},
           {"http://example.com:443/", "POST / HTTP/1.1\r\nHost: example.com:443"},
           {"https://example.com:443/", "POST / HTTP/1.1\r\nHost: example.com"},
           {"https://example.com:8443/x?y=1&z", "POST /x?y=1&z HTTP/1.1\r\nHost: example.com:8443"},
           {"http://[::1]:8080/", "POST / HTTP/1.1\r\nHost: [::1]:8080"},
           {"http://example.com?q", "POST /?q HTTP/1.1\r\nHost: example.com"},
           {"http://example.com/a/../b/./c", "POST /b/c HTTP/1.1\r\nHost: example.com"},
           {"http://example.com/%0d%0aX:y", "POST /%0d%0aX:y HTTP/1.1\r\nHost: example.com"}})
    EXPECT_EQ(first_lines(start_at(url)), lines) << url;
}

TEST(HttpRequest, writes_credentials_in_base64_of_every_length) {
  for (const auto& [password, text] : std::vector<std::pair<std::string, std::string>>{
           {"", "dTo="}, {"p", "dTpw"}, {"pq", "dTpwcQ=="}, {"\xc3\xbc?>", "dTrDvD8+"}})
    EXPECT_NE(start_for(R"({"url":"http://h/","username":"u","password":")" + password + R"("})")
                  .find("\r\nAuthorization: Basic " + text + "\r\n"),
              std::string::npos)
        << password;
}

TEST(HttpRequest, ends_with_the_id_and_the_length_of_each_event) {
  const auto start = start_at("http://h/");
  const auto event = test::event_with(std::string(1234, 'x'), 7);
  std::string head = "what was there before";

  write_request_head(start, *event, head);

  EXPECT_EQ(head, start + event->id.text() + "\r\nContent-Length: 1234\r\n\r\n");
  EXPECT_TRUE(start.ends_with("\r\nwebhook-id: "));
}

} // namespace
} // namespace fanfare
