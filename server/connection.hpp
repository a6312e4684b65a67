#pragma once

#include "fanfare/engine.hpp"

#include "server/answer.hpp"
#include "server/http_server.hpp"
#include "server/routes.hpp"
#include "server/way_back.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_set>

namespace fanfare {

class connection;

/// What the connections of one server share. Only for the server's thread,
/// but for `refusing`.
struct reception {
  engine& to;
  report_limits limits;
  server_limits bounds;
  std::shared_ptr<way_back> back;
  std::atomic<bool> refusing{false};
  bool closing = false;       ///< No further request is read.
  std::size_t body_bytes = 0; ///< Of bodies in memory or announced.
  std::unordered_set<std::shared_ptr<connection>> open = {};
  std::map<unsigned, std::uint64_t> answered = {}; ///< How many answers, by status.
  std::uint64_t failures = 0;         ///< Steps that the server dropped, for want of memory or so.
  std::function<void()> on_left = {}; ///< Called after one left `open`.
};

/// Reads the requests of one client and answers them one by one. It lives as
/// long as it is in `reception::open`, and only on the server's thread.
class connection : public std::enable_shared_from_this<connection> {
public:
  /// @param shared outlives this object.
  connection(boost::asio::ip::tcp::socket client, reception& shared);

  /// Reads the first request.
  void begin();
  /// Ends now if no request is under way, else after its answer.
  void finish();
  /// Ends now.
  void close();

private:
  using error_code = boost::system::error_code;
  using step = void (connection::*)(error_code);
  /// What follows an answer.
  enum class then : std::uint8_t {
    next_request,
    end,
    /// End, but first read what the client is still sending: closing at once
    /// would reset the connection and take the answer from the client.
    drain,
  };

  enum class phase : std::uint8_t { awaiting_request, at_work, draining };

  auto on(step next);
  void read_head();
  void on_head(error_code ec);
  void on_bad_request(error_code ec);
  void enter(door where);
  void begin_publish();
  void read_body(error_code ec);
  void on_body(error_code ec);
  void publish();
  std::vector<metric_family> metrics() const;
  void reply(const answer& what, then after);
  void on_replied(error_code ec);
  void drain(error_code ec);
  void release_body();
  bool has_body() const;

  boost::beast::tcp_stream stream_;
  reception& shared_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
  report_encoding encoding_ = report_encoding::json;
  std::size_t reserved_ = 0; ///< This connection's part of `reception::body_bytes`.
  then after_ = then::next_request;
  phase now_ = phase::awaiting_request;
};

} // namespace fanfare
