#include "notifiers/smtp_transfer.hpp"

#include <algorithm>
#include <charconv>
#include <new>

namespace fanfare {

namespace {

constexpr std::size_t max_reply_bytes = 512;
constexpr long service_not_available = 421;

} // namespace

std::unique_ptr<smtp_transfer> smtp_transfer::make(const smtp_server& server, open_sockets& sockets,
                                                   CURLSH* share) {
  curl_easy easy{curl_easy_init()};
  if (!easy)
    return nullptr;
  std::unique_ptr<smtp_transfer> made{new smtp_transfer{std::move(easy), sockets}};
  made->set_up_server(server);
  made->set_up_connection(sockets, share);
  return made->sound_ ? std::move(made) : nullptr;
}

void smtp_transfer::set_up_server(const smtp_server& server) {
  set(CURLOPT_URL, server.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_MAIL_FROM, server.how.from.c_str());
  if (!server.how.username.empty()) {
    set(CURLOPT_USERNAME, server.how.username.c_str());
    set(CURLOPT_PASSWORD, server.how.password.c_str());
    set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
  }
  set(CURLOPT_USE_SSL,
      server.how.tls == smtp_security::none ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  // A directory of authorities is read and parsed anew for every connection.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  if (!server.how.ca_path.empty())
    set(CURLOPT_CAINFO, server.how.ca_path.c_str());
}

void smtp_transfer::set_up_connection(open_sockets& sockets, CURLSH* share) {
  sound_ = sound_ && sockets.watch(easy_.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_SHARE, share);
  set(CURLOPT_ERRORBUFFER, complaint_);
  set(CURLOPT_PREREQFUNCTION, &begin_mail);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_HEADERFUNCTION, &read_reply);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_READFUNCTION, &write_text);
  set(CURLOPT_READDATA, this);
}

bool smtp_transfer::prepare(std::string address, std::string text,
                            std::chrono::milliseconds timeout, connection over) {
  address_ = std::move(address);
  text_ = std::move(text);
  return prepare_again(timeout, over);
}

bool smtp_transfer::prepare_again(std::chrono::milliseconds timeout, connection over) {
  // 0 would stand for no timeout at all.
  const auto left = static_cast<long>(std::max<std::int64_t>(1, timeout.count()));
  address_node_ = {address_.data(), nullptr};
  written_ = 0;
  over_ = over;
  asked_ = smtp_step::session;
  status_ = 0;
  replies_ = 0;
  reply_.clear();
  complaint_[0] = '\0';
  set(CURLOPT_MAIL_RCPT, &address_node_);
  set(CURLOPT_FRESH_CONNECT, over == connection::fresh ? 1L : 0L);
  set(CURLOPT_TIMEOUT_MS, left);
  // Servers let strangers wait for their greeting on purpose: no shorter time for that.
  set(CURLOPT_CONNECTTIMEOUT_MS, left);
  return sound_;
}

bool smtp_transfer::prepare_greeting(std::chrono::milliseconds timeout) {
  set(CURLOPT_CONNECT_ONLY, 1L);
  return prepare_again(timeout, connection::fresh);
}

bool smtp_transfer::lost_kept_connection(CURLcode code) const {
  long made = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &made);
  if (over_ == connection::fresh || made != 0 || asked_ == smtp_step::session || code == CURLE_OK ||
      code == CURLE_OPERATION_TIMEDOUT)
    return false;
  return replies_ == 0 || (replies_ == 1 && status_ == service_not_available);
}

smtp_ending smtp_transfer::ending(CURLcode code) const {
  smtp_ending how;
  how.code = code;
  how.asked = asked_;
  how.status = status_;
  how.reply = reply_;
  how.complaint = complaint_;
  long os_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
  how.os_error = static_cast<int>(os_error);
  return how;
}

/// The session stands, whether it is new or kept: what is said from here on is about this mail.
int smtp_transfer::begin_mail(void* self, char*, char*, int, int local_port) {
  auto& transfer = *static_cast<smtp_transfer*>(self);
  transfer.local_port_ = local_port;
  transfer.asked_ = smtp_step::sender;
  transfer.status_ = 0;
  transfer.reply_.clear();
  return CURL_PREREQFUNC_OK;
}

std::size_t smtp_transfer::read_reply(char* text, std::size_t size, std::size_t count, void* self) {
  try {
    static_cast<smtp_transfer*>(self)->take_reply({text, size * count});
    return size * count;
  } catch (const std::bad_alloc&) { // not through the library, which is written in C
    return 0;
  }
}

void smtp_transfer::take_reply(std::string_view line) {
  if (asked_ != smtp_step::session && status_ >= 400)
    return;
  if (status_ != 0) {
    reply_.clear();
    status_ = 0;
  }
  while (line.ends_with('\n') || line.ends_with('\r'))
    line.remove_suffix(1);
  const bool goes_on = line.size() > 3 && line[3] == '-';
  if (reply_.size() + line.size() <= max_reply_bytes)
    reply_.append(reply_.empty() ? "" : " / ").append(line);
  if (goes_on)
    return;
  std::from_chars(line.data(), line.data() + std::min<std::size_t>(3, line.size()), status_);
  if (asked_ == smtp_step::session)
    return;
  ++replies_;
  // libcurl now says QUIT and waits for the answer with all of its thread,
  // unless it cannot.
  if (status_ >= 400)
    return sockets_.end_sending(local_port_);
  if (asked_ == smtp_step::text)
    return;
  asked_ = static_cast<smtp_step>(static_cast<int>(asked_) + 1);
  reply_.clear();
  status_ = 0;
}

std::size_t smtp_transfer::write_text(char* into, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<smtp_transfer*>(self);
  const auto length = std::min(size * count, transfer.text_.size() - transfer.written_);
  std::copy_n(transfer.text_.data() + transfer.written_, length, into);
  transfer.written_ += length;
  return length;
}

} // namespace fanfare
