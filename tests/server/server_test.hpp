#pragma once

#include "server/http_server.hpp"
#include "tests/server/fake_engine.hpp"
#include "tests/server/raw_client.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {

/// A server on a free port before a fake engine.
class server_test : public testing::Test {
protected:
  void SetUp() override { begin({}); }

  /// Starts the server anew, with other bounds.
  void begin(server_limits bounds, report_limits limits = {}) {
    options how;
    how.listen = "127.0.0.1:0";
    how.limits = limits;
    server_.reset();
    auto started = http_server::start(engine_, how, bounds);
    ASSERT_TRUE(started) << started.error().detail;
    server_ = std::move(*started);
  }

  raw_answer ask(std::string_view request) {
    raw_client client{server_->address()};
    client.send(request);
    return client.read();
  }

  static std::string report_of(std::string_view type) {
    return R"({"event_type":")" + std::string{type} + R"("})";
  }

  fake_engine engine_;
  std::unique_ptr<http_server> server_;
};

} // namespace fanfare::test
