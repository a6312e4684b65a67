#include "notifiers/http_transfer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace fanfare {

std::unique_ptr<http_transfer> http_transfer::make(const http_endpoint& endpoint,
                                                   curl_slist* headers, const network_guard& guard,
                                                   CURLSH* share) {
  curl_easy easy{curl_easy_init()};
  if (!easy)
    return nullptr;
  std::unique_ptr<http_transfer> made{new http_transfer{std::move(easy), headers, guard}};
  made->set_up_request(endpoint);
  made->set_up_connection(share);
  made->set_up_security(endpoint);
  made->set_up_answer();
  return made->sound_ ? std::move(made) : nullptr;
}

void http_transfer::set_up_request(const http_endpoint& endpoint) {
  set(CURLOPT_CURLU, endpoint.url.parts());
  set(CURLOPT_POST, 1L);
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_USERAGENT, "fanfare/" FANFARE_VERSION);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  if (endpoint.credentials) {
    set(CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    set(CURLOPT_USERNAME, endpoint.credentials->username.c_str());
    set(CURLOPT_PASSWORD, endpoint.credentials->password.c_str());
  }
}

void http_transfer::set_up_connection(CURLSH* share) {
  set(CURLOPT_NOSIGNAL, 1L);
  // Without it, giving up on a name that does not resolve would wait for the
  // resolver, and everything else that this thread carries would wait with it.
  set(CURLOPT_QUICK_EXIT, 1L);
  // An empty proxy keeps the environment's out. One would hide the receiver's address from the
  // guard.
  set(CURLOPT_PROXY, "");
  set(CURLOPT_SHARE, share);
  set(CURLOPT_ERRORBUFFER, complaint_);
}

void http_transfer::set_up_security(const http_endpoint& endpoint) {
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &check_peer);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  // With a directory of authorities beside the file, libcurl reads and parses
  // all of them anew for every connection: 27 ms instead of 0.4.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  if (!endpoint.ca_path.empty())
    set(CURLOPT_CAINFO, endpoint.ca_path.c_str());
}

void http_transfer::set_up_answer() {
  set(CURLOPT_HEADERFUNCTION, &read_head);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &drop_body);
  set(CURLOPT_WRITEDATA, this);
}

bool http_transfer::prepare(const event& what, std::chrono::milliseconds timeout, connection over) {
  id_header_ = "webhook-id: " + what.id.text();
  id_node_ = {id_header_.data(), headers_};
  // 0 would stand for no timeout at all.
  timeout = std::max(timeout, std::chrono::milliseconds{1});
  refusal_.clear();
  head_bytes_ = body_bytes_ = 0;
  head_complete_ = false;
  complaint_[0] = '\0';
  set(CURLOPT_FRESH_CONNECT, over == connection::fresh ? 1L : 0L);
  set(CURLOPT_HTTPHEADER, &id_node_);
  set(CURLOPT_POSTFIELDS, what.body.data());
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout, max_connect_time).count()));
  return sound_;
}

bool http_transfer::lost_kept_connection(CURLcode code) const {
  if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR && code != CURLE_GOT_NOTHING)
    return false;
  long made = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_NUM_CONNECTS, &made);
  return made == 0 && head_bytes_ == 0;
}

http_ending http_transfer::ending(CURLcode code) const {
  http_ending how;
  how.code = code;
  if (head_complete_)
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &how.status);
  // An informational answer such as 100 announces the real one. Only 101 is the last.
  if (how.status > 0 && how.status < 200 && how.status != 101)
    how.status = 0;
  curl_off_t before_request = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &before_request);
  how.connected = before_request > 0;
  long os_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
  how.os_error = static_cast<int>(os_error);
  how.refusal = refusal_;
  how.complaint = complaint_;
  how.oversized_head = head_bytes_ > max_head_bytes;
  how.connect_timeout = max_connect_time;
  return how;
}

curl_socket_t http_transfer::open_socket(void* self, curlsocktype, curl_sockaddr* to) {
  auto& transfer = *static_cast<http_transfer*>(self);
  if (auto why = transfer.guard_.refusal(to->addr)) {
    transfer.refusal_ = std::move(*why);
    return CURL_SOCKET_BAD;
  }
  const int made = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  if (made < 0)
    transfer.refusal_ = "no socket could be opened: " + std::generic_category().message(errno);
  return made;
}

int http_transfer::check_peer(void* self, char* peer, char*, int, int) {
  auto& transfer = *static_cast<http_transfer*>(self);
  sockaddr_storage address{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(address);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
  if (inet_pton(AF_INET, peer, &v4.sin_addr) == 1)
    address.ss_family = AF_INET;
  else if (inet_pton(AF_INET6, peer, &v6.sin6_addr) == 1)
    address.ss_family = AF_INET6;
  auto why = transfer.guard_.refusal(reinterpret_cast<const sockaddr&>(address));
  if (!why)
    return CURL_PREREQFUNC_OK;
  transfer.refusal_ = std::move(*why);
  return CURL_PREREQFUNC_ABORT;
}

std::size_t http_transfer::read_head(char* text, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<http_transfer*>(self);
  const std::string_view line{text, size * count};
  transfer.head_bytes_ += line.size();
  if (transfer.head_bytes_ > max_head_bytes)
    return 0;
  if (line == "\r\n" || line == "\n")
    transfer.head_complete_ = true;
  else if (line.starts_with("HTTP/"))
    transfer.head_complete_ = false;
  return line.size();
}

std::size_t http_transfer::drop_body(char*, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<http_transfer*>(self);
  transfer.body_bytes_ += size * count;
  return transfer.body_bytes_ > max_body_bytes ? 0 : size * count;
}

} // namespace fanfare
