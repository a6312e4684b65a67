#include "notifiers/http_answer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {
namespace {

using namespace std::string_literals;

struct sample {
  std::string text;
  long status;
  bool usable; ///< Whether another request may follow on its connection.
};

/// Answers that end by themselves.
const std::vector<sample> whole{
    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, true},
    {"HTTP/1.1 200 \r\ncontent-length: 5\r\n\r\nhello", 200, true},
    {"HTTP/1.1 202 Accepted\r\nContent-Length: 5, 5\r\n\r\nhello", 202, true},
    {"HTTP/1.1 500 No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno", 500, false},
    {"HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 0\r\n\r\n", 200, false},
    {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, false},
    {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", 200, true},
    {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     200, false},
    {"HTTP/1.1 204 No Content\r\n\r\n", 204, true},
    {"HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n", 204, true},
    {"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", 304, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "4\r\nfour\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nX-Trailer: 1\r\nX-Other: 2\r\n\r\n",
     200, true},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 200, true},
    {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\nx", 201, true},
    {"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
     200, true},
    {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", 101, false},
    // Odd, so the status counts and the connection does not.
    {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", 200, false},
    {"HTTP/1.1 100 Continue\n\nHTTP/1.1 503 Busy\nContent-Length: 0\n\n", 503, false},
    {"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n", 200, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", 200, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", 200, false},
    {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 200, false},
    {"HTTP/1.1 404 No\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 404, false},
    {"HTTP/1.1 200 OK\r\n folded: line\r\n\r\n", 200, false},
};

struct reading {
  bool wants_more = true;
  http_answer answer;
};

/// Reads a text in pieces of so many bytes, the first one of its own size.
reading read(std::string_view text, std::size_t first, std::size_t piece) {
  reading of;
  for (auto size = first; of.wants_more && !text.empty(); size = piece) {
    of.wants_more = of.answer.take(text.substr(0, size));
    text.remove_prefix(std::min(size, text.size()));
  }
  return of;
}

void expect(const sample& want, const reading& got, const std::string& how) {
  EXPECT_FALSE(got.wants_more) << how << want.text;
  EXPECT_EQ(got.answer.status(), want.status) << how << want.text;
  EXPECT_EQ(got.answer.leaves_connection_usable(), want.usable) << how << want.text;
}

TEST(HttpAnswer, is_understood_wherever_it_is_cut) {
  for (const auto& one : whole) {
    expect(one, read(one.text, one.text.size(), 1), "whole: ");
    expect(one, read(one.text, 1, 1), "byte by byte: ");
    for (std::size_t cut = 1; cut < one.text.size(); ++cut)
      expect(one, read(one.text, cut, one.text.size()), "cut at " + std::to_string(cut) + ": ");
  }
}

TEST(HttpAnswer, has_not_ended_before_its_last_byte) {
  for (const auto& one : whole) {
    if (!one.usable)
      continue;
    const auto got = read(std::string_view{one.text}.substr(0, one.text.size() - 1), 7, 7);
    EXPECT_TRUE(got.wants_more) << one.text;
    EXPECT_FALSE(got.answer.leaves_connection_usable()) << one.text;
  }
}

TEST(HttpAnswer, has_no_status_before_its_head_has_ended) {
  http_answer answer;

  EXPECT_TRUE(answer.take("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n"));
  EXPECT_EQ(answer.status(), 0);
  EXPECT_TRUE(answer.take("\r\n"));
  EXPECT_EQ(answer.status(), 200);
}

TEST(HttpAnswer, is_the_last_one_if_anything_comes_behind_it) {
  for (const auto& one : whole)
    if (one.usable)
      for (const auto* behind : {"x", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "\r\n"}) {
        const auto got = read(one.text + behind, one.text.size() + 100, 1);
        EXPECT_EQ(got.answer.status(), one.status);
        EXPECT_FALSE(got.answer.leaves_connection_usable()) << one.text << behind;
      }
}

TEST(HttpAnswer, of_a_length_that_only_the_close_tells_is_the_last_one) {
  for (const auto* head : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"}) {
    http_answer answer;
    EXPECT_TRUE(answer.take(head));
    EXPECT_TRUE(answer.take("some body"));
    EXPECT_EQ(answer.status(), 200);
    EXPECT_FALSE(answer.leaves_connection_usable());
  }
}

TEST(HttpAnswer, keeps_its_status_when_its_chunks_are_broken) {
  for (const auto* chunk : {"x\r\n", "-1\r\n", "4\r\nfourX\r\n0\r\n\r\n", "\r\n\r\n\r\n",
                            "10000000000000000\r\n", "4 \r\n\r\n"}) {
    const auto got = read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"s + chunk, 1, 1);
    EXPECT_EQ(got.answer.status(), 200) << chunk;
    EXPECT_FALSE(got.answer.leaves_connection_usable()) << chunk;
  }
}

TEST(HttpAnswer, is_foreign_if_it_is_no_http_1) {
  for (const auto* text :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/2 200\r\n\r\n", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n"})
    for (const std::size_t piece : {1u, 1000u}) {
      const auto got = read(text, piece, piece);
      EXPECT_FALSE(got.wants_more) << text;
      EXPECT_TRUE(got.answer.is_foreign()) << text;
      EXPECT_EQ(got.answer.status(), 0) << text;
    }
}

/// Feeds `part` until nothing more is wanted, at most a MiB of it, and returns how much that was.
std::size_t flood(http_answer& answer, const std::string& part) {
  std::size_t bytes = 0;
  while (bytes < 1024 * 1024) {
    bytes += part.size();
    if (!answer.take(part))
      break;
  }
  return bytes;
}

TEST(HttpAnswer, is_cut_when_its_head_does_not_end) {
  const std::pair<const char*, std::string> endless[] = {
      {"HTTP/1.1 200 OK\r\n", "X-Filler: yes\r\n"},
      {"HTTP/1.1 200 OK\r\nX: ", std::string(100, 'y')},
      {"HTTP/1.1 200 ", std::string(100, 'y')},
      {"", "HTTP/1.1 100 Continue\r\n\r\n"},
      {"HTTP/1.1 200 OK\nodd\n", "X: y\n"},
      {"HTTP/1.1 200 OK\nodd\n", std::string(100, 'y')},
      {"\x01", std::string(100, 'y')},
  };
  for (const auto& [start, part] : endless) {
    http_answer answer;
    if (*start != '\0') {
      ASSERT_TRUE(answer.take(start)) << start;
    }

    EXPECT_LE(flood(answer, part), http_answer::max_head_bytes + part.size()) << start;
    EXPECT_TRUE(answer.has_oversized_head()) << start;
    EXPECT_EQ(answer.status(), 0) << start;
  }
}

TEST(HttpAnswer, takes_a_head_of_the_greatest_size_and_no_byte_more) {
  const std::string start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
  const auto filler = http_answer::max_head_bytes - start.size() - 4;

  const sample fits{start + std::string(filler, 'y') + "\r\n\r\n", 200, true};
  const auto longer = start + std::string(filler + 1, 'y') + "\r\n\r\n";

  expect(fits, read(fits.text, 1000, 1000), "");
  EXPECT_TRUE(read(longer, 1000, 1000).answer.has_oversized_head());
}

TEST(HttpAnswer, is_cut_when_its_body_does_not_end_and_keeps_its_status) {
  const std::pair<const char*, std::string> endless[] = {
      {"HTTP/1.1 200 OK\r\n\r\n", std::string(100, 'x')},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", std::string(100, 'x')},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", std::string(100, 'x')},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X: y\r\n"},
  };
  for (const auto& [head, part] : endless) {
    http_answer answer;
    ASSERT_TRUE(answer.take(head)) << head;

    EXPECT_LE(flood(answer, part), http_answer::max_body_bytes + 2 * part.size()) << head;
    EXPECT_EQ(answer.status(), 200) << head;
    EXPECT_FALSE(answer.leaves_connection_usable()) << head;
    EXPECT_FALSE(answer.has_oversized_head()) << head;
  }
}

TEST(HttpAnswer, keeps_of_a_failure_when_to_come_again_and_how_its_body_begins) {
  const std::string head = "HTTP/1.1 503 No\r\nRETRY-AFTER:  120 \r\n";
  for (const auto& text : {head + "Content-Length: 10\r\n\r\ntoo much !",
                           head + "Transfer-Encoding: chunked\r\n\r\n"
                                  "4\r\ntoo \r\n6;x=y\r\nmuch !\r\n0\r\nX: y\r\n\r\n"})
    for (const std::size_t piece : {1u, 7u, 1000u}) {
      const auto got = read(text, piece, piece);
      EXPECT_EQ(got.answer.retry_after(), "120") << text;
      EXPECT_EQ(got.answer.body(), "too much !") << text;
      EXPECT_TRUE(got.answer.leaves_connection_usable());
    }
}

TEST(HttpAnswer, keeps_nothing_of_a_success) {
  const auto got = read("HTTP/1.1 200 OK\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nok", 9, 9);

  EXPECT_EQ(got.answer.retry_after(), "");
  EXPECT_EQ(got.answer.body(), "");
}

TEST(HttpAnswer, keeps_no_body_that_is_compressed) {
  const auto got = read("HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nRetry-After: 9\r\n"
                        "Content-Length: 3\r\n\r\nabc",
                        9, 9);

  EXPECT_EQ(got.answer.retry_after(), "9");
  EXPECT_EQ(got.answer.body(), "");
}

TEST(HttpAnswer, keeps_no_more_of_a_body_than_can_be_shown) {
  http_answer answer;
  ASSERT_TRUE(answer.take("HTTP/1.1 500 No\r\n\r\n"));

  flood(answer, std::string(1'000, 'x'));

  EXPECT_EQ(answer.body(), std::string(4'096, 'x'));
}

TEST(HttpAnswer, takes_the_first_of_several_times_to_come_again) {
  const auto got = read("HTTP/1.1 429 No\r\nRetry-After: 1\r\nRetry-After: 2\r\n"
                        "Content-Length: 0\r\n\r\n",
                        9, 9);

  EXPECT_EQ(got.answer.retry_after(), "1");
}

TEST(HttpAnswer, forgets_all_of_the_one_before) {
  http_answer answer;
  for (const auto& before : whole)
    for (const auto& after : whole) {
      answer.take(before.text);
      answer.restart();
      EXPECT_FALSE(answer.begun());
      const bool wants_more = answer.take(after.text);
      EXPECT_FALSE(wants_more) << before.text << after.text;
      EXPECT_EQ(answer.status(), after.status) << before.text << after.text;
      EXPECT_EQ(answer.leaves_connection_usable(), after.usable) << before.text << after.text;
      answer.restart();
    }
  answer.take("HTTP/1.1 500 No\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nno");
  answer.restart();
  EXPECT_EQ(answer.retry_after(), "");
  EXPECT_EQ(answer.body(), "");
}

} // namespace
} // namespace fanfare
