#pragma once

#include <string>
#include <string_view>

namespace fanfare::test {

/// An answer as it came over the wire. Status 0: none came.
struct raw_answer {
  int status = 0;
  std::string head;
  std::string body;

  bool has(std::string_view text) const {
    return head.find(text) != std::string::npos || body.find(text) != std::string::npos;
  }
};

enum class answer_body : bool { none, as_announced };

/// A client that sends exactly the bytes it is told to. Reads give up after
/// ten seconds, so that a server that does not answer fails the test.
class raw_client {
public:
  /// @param address "127.0.0.1:PORT". Throws std::runtime_error if nobody listens there.
  explicit raw_client(const std::string& address);
  ~raw_client();
  raw_client(const raw_client&) = delete;
  raw_client& operator=(const raw_client&) = delete;

  /// Returns whether all of it could be sent.
  bool send(std::string_view bytes);
  /// Says that nothing more will be sent.
  void finish_sending();
  raw_answer read(answer_body what = answer_body::as_announced);
  /// Waits for the server to close; false if it sends something or keeps silent.
  bool closed_by_server();

private:
  bool receive();

  int socket_;
  std::string buffer_;
};

/// Writes a POST /v1/events.
std::string post(std::string_view body, std::string_view content_type = "application/json");

} // namespace fanfare::test
