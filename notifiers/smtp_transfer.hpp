#pragma once

#include "notifiers/curl_handles.hpp"
#include "notifiers/open_sockets.hpp"
#include "notifiers/smtp_server.hpp"
#include "notifiers/smtp_verdict.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace fanfare {

/// A handle that is set up for the mail server once and then sends one mail
/// after the other to it, one at a time.
class smtp_transfer {
public:
  /// Returns nothing if the library has no memory for a handle.
  /// @param server, sockets, share must outlive the transfer.
  static std::unique_ptr<smtp_transfer> make(const smtp_server& server, open_sockets& sockets,
                                             CURLSH* share);

  smtp_transfer(const smtp_transfer&) = delete;
  smtp_transfer& operator=(const smtp_transfer&) = delete;

  enum class connection : std::uint8_t { any, fresh };

  /// Makes the handle ready to send `text` to `address`. Returns false, and
  /// must not be started, if memory is short.
  bool prepare(std::string address, std::string text, std::chrono::milliseconds timeout,
               connection over);
  /// The same for the mail that it has.
  bool prepare_again(std::chrono::milliseconds timeout, connection over);

  /// Makes the handle ready to open a session and to send nothing: it succeeds
  /// where a mail would go on with MAIL FROM. The handle sends no mail after it.
  bool prepare_greeting(std::chrono::milliseconds timeout);

  /// Whether it went over a connection kept from earlier that the server had
  /// given up: nothing was answered, or 421 was all. Never true of a fresh one.
  bool lost_kept_connection(CURLcode code) const;

  /// Says how it went, but for the timeout. The texts in it live until the next `prepare`.
  smtp_ending ending(CURLcode code) const;

  const std::string& address() const { return address_; }
  CURL* handle() const { return easy_.get(); }

private:
  smtp_transfer(curl_easy easy, const open_sockets& sockets)
      : easy_(std::move(easy)), sockets_(sockets) {}

  void set_up_server(const smtp_server& server);
  void set_up_connection(open_sockets& sockets, CURLSH* share);

  /// Remembers whether any option could not be set.
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK)
      sound_ = false;
  }

  void take_reply(std::string_view line);

  static int begin_mail(void* self, char* peer, char* local, int peer_port, int local_port);
  static std::size_t read_reply(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t write_text(char* into, std::size_t size, std::size_t count, void* self);

  curl_easy easy_;
  const open_sockets& sockets_;
  bool sound_ = true;

  // -- of the mail being sent -------------------------------------------------

  std::string address_;
  curl_slist address_node_{};
  std::string text_;
  std::size_t written_ = 0;
  connection over_ = connection::any;
  int local_port_ = -1; ///< Of the connection that it goes over.
  smtp_step asked_ = smtp_step::session;
  long status_ = 0;
  std::size_t replies_ = 0; ///< In this mail's own part of the dialogue.
  std::string reply_;
  char complaint_[CURL_ERROR_SIZE] = "";
};

} // namespace fanfare
