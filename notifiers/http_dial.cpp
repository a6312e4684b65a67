#include "notifiers/http_dial.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>

namespace fanfare {

std::unique_ptr<http_dial> http_dial::make(const http_endpoint& endpoint,
                                           const network_guard& guard, CURLSH* share,
                                           std::chrono::milliseconds timeout, void* of) {
  curl_easy easy{curl_easy_init()};
  if (!easy)
    return nullptr;
  std::unique_ptr<http_dial> made{new http_dial{std::move(easy), guard}};
  made->set(CURLOPT_PRIVATE, of);
  made->set_up_connection(endpoint, share, timeout);
  made->set_up_security(endpoint);
  return made->sound_ ? std::move(made) : nullptr;
}

http_dial::~http_dial() {
  if (in_)
    curl_multi_remove_handle(in_, easy_.get());
}

CURLMcode http_dial::begin(CURLM* in) {
  const auto how = curl_multi_add_handle(in, easy_.get());
  if (how == CURLM_OK)
    in_ = in;
  return how;
}

void* http_dial::subject_of(CURL* handle) {
  char* subject = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &subject);
  return subject;
}

int http_dial::os_error() const {
  long os_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
  return static_cast<int>(os_error);
}

void http_dial::set_up_connection(const http_endpoint& endpoint, CURLSH* share,
                                  std::chrono::milliseconds timeout) {
  // 0 would stand for no timeout at all.
  timeout = std::clamp(timeout, std::chrono::milliseconds{1}, max_connect_time);
  set(CURLOPT_CURLU, endpoint.url.parts());
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_FRESH_CONNECT, 1L);
  // Else the library closes what it takes for idle when another connection is opened.
  set(CURLOPT_MAXAGE_CONN, 24L * 60 * 60);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
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

void http_dial::set_up_security(const http_endpoint& endpoint) {
  set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  // With a directory of authorities beside the file, libcurl reads and parses
  // all of them anew for every connection: 27 ms instead of 0.4.
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  // What was read of the authorities' file is used again for so many seconds.
  set(CURLOPT_CA_CACHE_TIMEOUT, 60L);
  if (!endpoint.ca_path.empty())
    set(CURLOPT_CAINFO, endpoint.ca_path.c_str());
}

curl_socket_t http_dial::open_socket(void* self, curlsocktype, curl_sockaddr* to) {
  auto& dial = *static_cast<http_dial*>(self);
  try {
    return dial.new_socket(*to);
  } catch (const std::bad_alloc&) { // not through the library, which is written in C
    dial.lacked_socket_ = true;
    return CURL_SOCKET_BAD;
  }
}

curl_socket_t http_dial::new_socket(const curl_sockaddr& to) {
  if (auto why = guard_.refusal(to.addr)) {
    refusal_ = std::move(*why);
    return CURL_SOCKET_BAD;
  }
  const int made = socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
  if (made < 0) {
    refusal_ = "no socket could be opened: " + std::generic_category().message(errno);
    lacked_socket_ = true;
  }
  return made;
}

} // namespace fanfare
