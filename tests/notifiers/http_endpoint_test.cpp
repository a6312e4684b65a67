#include "notifiers/http_endpoint.hpp"
#include "tests/notifiers/http_attempts.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace fanfare {
namespace {

result<void> validate(const std::string& config) {
  static const auto checker = make_http_notifier({});
  return checker->validate(config);
}

std::string with_url(const std::string& url) { return R"({"url":")" + url + R"("})"; }

TEST(HttpEndpoint, reads_every_field) {
  const auto read = http_endpoint::parse(
      R"({"url":"https://example.com:8443/hook","username":"jcline","password":"hunter2","ca_path":"ca.pem"})");

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->url.shown(), "https://example.com:8443/hook");
  ASSERT_TRUE(read->credentials);
  EXPECT_EQ(read->credentials->username, "jcline");
  EXPECT_EQ(read->credentials->password, "hunter2");
  EXPECT_EQ(read->ca_path, "ca.pem");
}

TEST(HttpEndpoint, has_no_credentials_unless_they_are_given) {
  EXPECT_FALSE(http_endpoint::parse(with_url("http://example.com/"))->credentials);
  EXPECT_TRUE(http_endpoint::parse(R"({"url":"http://example.com/","username":"","password":""})")
                  ->credentials);
}

TEST(HttpEndpoint, takes_the_urls_that_people_use) {
  const std::string good[] = {"http://example.com",
                              "https://example.com/",
                              "HTTPS://Example.COM/Hook",
                              "http://10.0.0.1:8080/a/b",
                              "http://[::1]:8080/",
                              "http://my_host.internal./x",
                              "http://xn--bcher-kva.example/",
                              "https://example.com:8443/hook?x=%0d%0a",
                              "http://example.com?token=abc",
                              "http://example.com/" + std::string(7000, 'a')};

  for (const auto& url : good)
    EXPECT_TRUE(validate(with_url(url))) << url;
}

TEST(HttpEndpoint, refuses_what_is_wrong_and_names_the_field) {
  struct {
    std::string config;
    std::string words;
  } const bad[] = {
      {"", "notifier_config: must be a JSON object"},
      {"[]", "notifier_config: must be a JSON object"},
      {"{", "notifier_config: must be a JSON object"},
      {"{}", "url: is missing"},
      {R"({"url":""})", "url: is empty"},
      {R"({"url":null})", "url: must be a string, not null"},
      {R"({"url":["http://example.com"]})", "url: must be a string, not array"},
      {R"({"url":"http://example.com","password":7})", "password: must be a string, not number"},
      {R"({"ulr":"http://example.com"})", "did you mean 'url'?"},
      {R"({"url":"http://example.com","user":"x"})", "'user'"},
      {R"({"url":"http://example.com","headers":{}})", "(url, username, password, ca_path)"},
      {with_url("example.com/hook"), "url: 'example.com/hook' must start with http://"},
      {with_url("ftp://example.com/"), "must start with http:// or https://"},
      {with_url("http:/example.com/"), "must start with http:// or https://"},
      {with_url("http://"), "url: 'http://' names no host"},
      {with_url("http:///path"), "names no host"},
      {with_url("http://4294967297/"), "no valid host"},
      {with_url("http://[::1/"), "is no URL"},
      {with_url("http://user@example.com/"), "use the fields username and password"},
      {with_url("http://example.com/#part"), "fragment"},
      {with_url("http://example.com/a b"), "space"},
      {with_url(R"(http://example.com/\r\nX-Evil: 1)"), "control"},
      {with_url(R"(http://example.com/\u0000)"), "control"},
      {with_url(R"(http://b\u00fccher.example/)"), "xn--"},
      {with_url(R"(http://example.com\\@evil)"), "backslash"},
      {with_url("http://example.com:0/"), "port 0"},
      {with_url("http://example.com:65536/"), "ort"},
      {with_url("http://example.com:http/"), "ort"},
      {with_url("http://a~b/"), "no valid host"},
      {with_url("http://a..b/"), "no valid host"},
      {with_url("http://example.com/" + std::string(8000, 'a')), "longer than 8000 bytes"},
      {R"({"url":"http://example.com","username":"me"})", "username: given without a password"},
      {R"({"url":"http://example.com","password":"x"})", "password: given without a username"},
      {R"({"url":"http://example.com","username":"a:b","password":"x"})",
       "username: holds a colon"},
      {R"({"url":"http://example.com","username":"a\n","password":"x"})",
       "username: holds a control"},
      {R"({"url":"http://example.com","username":"a","password":"x\r"})",
       "password: holds a control"},
      {R"({"url":"http://example.com","username":"a","password":")" + std::string(1025, 'x') +
           "\"}",
       "password: is longer"},
      {R"({"url":"http://example.com","ca_path":""})", "ca_path: is empty"},
      {R"({"url":"http://example.com","ca_path":"a\u0000b"})", "ca_path: holds a control"},
  };

  for (const auto& [config, words] : bad) {
    const auto verdict = validate(config);
    ASSERT_FALSE(verdict) << config;
    EXPECT_EQ(verdict.error().code, errc::invalid_listener);
    EXPECT_NE(verdict.error().detail.find(words), std::string::npos)
        << config.substr(0, 100) << "\nsays: " << verdict.error().detail << "\nnot: " << words;
  }
}

TEST(HttpEndpoint, keeps_secrets_out_of_its_errors) {
  const std::string configs[] = {
      with_url("http://user:s3cret@example.com/"),
      with_url("user:s3cret@example.com/"),
      with_url("ftp://example.com/?token=s3cret"),
      with_url("example.com/#s3cret"),
      R"({"url":"http://example.com","password":"s3cret"})",
      R"({"url":"http://example.com","username":"a","password":"s3cret\n"})"};

  for (const auto& config : configs) {
    const auto verdict = validate(config);
    ASSERT_FALSE(verdict) << config;
    EXPECT_EQ(verdict.error().detail.find("s3cret"), std::string::npos) << verdict.error().detail;
  }
}

TEST(HttpEndpoint, takes_a_ca_path_that_names_a_file) {
  const auto file = std::filesystem::path{testing::TempDir()} / "fanfare_endpoint_ca.pem";
  std::ofstream{file} << "whatever";

  EXPECT_TRUE(validate(R"({"url":"https://example.com","ca_path":")" + file.string() + "\"}"));
  std::filesystem::remove(file);
}

TEST(HttpEndpoint, shows_a_url_without_its_query_and_shortened) {
  const auto secret = http_url::parse("https://example.com:8443/hook?token=s3cret");
  const auto lengthy = http_url::parse("http://example.com/" + std::string(500, 'a'));

  EXPECT_EQ(secret->shown(), "https://example.com:8443/hook?…");
  EXPECT_LT(lengthy->shown().size(), 250u);
}

TEST(HttpEndpoint, lists_the_password_as_its_only_secret) {
  EXPECT_EQ(make_http_notifier({})->secret_fields(), std::vector<std::string>{"password"});
}

TEST(HttpEndpoint, keeps_a_reference_to_a_password_and_refuses_one_that_names_nothing) {
  const auto read =
      http_endpoint::parse(R"({"url":"http://x/","username":"me","password":"env:HOOK_PASSWORD"})");
  const auto relative =
      validate(R"({"url":"http://x/","username":"me","password":"file:relative"})");

  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read->has_reference());
  EXPECT_EQ(read->credentials->password, "env:HOOK_PASSWORD");
  ASSERT_FALSE(relative);
  EXPECT_EQ(relative.error().detail.rfind("password: 'file:relative'", 0), 0u)
      << relative.error().detail;
}

} // namespace
} // namespace fanfare
