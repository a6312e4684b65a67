#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fanfare {

/// Reads the answer to one request, wherever its bytes are cut, and drops what
/// nobody needs: all of a success but its status, and of others all but the
/// beginning of the body and `Retry-After`. Strict about where an answer ends, for the next
/// one on the connection begins there; lenient about what counts, the status:
/// an answer that is odd in any way still has one, but is the last one.
class http_answer {
public:
  /// How much of an answer is read: its head, with the informational answers
  /// before it, then its body.
  static constexpr std::size_t max_head_bytes = 64 * 1024;
  static constexpr std::size_t max_body_bytes = 64 * 1024;

  http_answer();
  ~http_answer();
  http_answer(http_answer&&) noexcept;
  http_answer& operator=(http_answer&&) noexcept;

  /// Makes ready for the answer to the next request.
  void restart();

  /// Takes what has arrived. Returns whether it wants more: an answer that has
  /// ended, is too long or is no HTTP wants none.
  bool take(std::string_view arrived);

  /// Returns the status of the final answer if its head has arrived whole, else 0.
  long status() const { return head_ended_ ? status_ : 0; }

  /// Return of an answer that is no success what its field `Retry-After` says,
  /// and up to `longest_read_answer` bytes of its body. Empty if there is none, if it
  /// is compressed, or if the answer is odd. Valid until the next call.
  std::string_view retry_after() const;
  std::string_view body() const;

  /// Whether anything has arrived.
  bool begun() const { return begun_; }

  /// Whether what has arrived is no HTTP/1.
  bool is_foreign() const { return is_foreign_; }

  /// Whether the head was cut because it did not end.
  bool has_oversized_head() const { return has_oversized_head_; }

  /// Whether it ended exactly where it said it would, with nothing behind it,
  /// and the receiver keeps the connection.
  bool leaves_connection_usable() const { return leaves_usable_; }

private:
  struct parser;

  std::size_t head_size(std::string_view arrived);
  bool parse_head(std::string_view& arrived);
  bool parse_body(std::string_view& arrived);
  bool end_answer(std::string_view behind);

  std::unique_ptr<parser> parser_;
  std::string pending_;      ///< Arrived, and not yet enough of it to be understood.
  std::size_t searched_ = 0; ///< Of what is pending of a head: whole lines, not empty.
  std::size_t head_bytes_ = 0;
  std::size_t body_bytes_ = 0;
  long status_ = 0;
  bool begun_ = false;
  bool is_foreign_ = false;
  bool head_ended_ = false;
  bool has_oversized_head_ = false;
  bool leaves_usable_ = false;
};

} // namespace fanfare
