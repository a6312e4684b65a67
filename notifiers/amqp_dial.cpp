#include "notifiers/amqp_dial.hpp"

#include "messages/duration_text.hpp"

#include <fcntl.h>

#include <system_error>
#include <utility>

namespace fanfare {

std::unique_ptr<amqp_dial> amqp_dial::begin(const amqp_address& to,
                                            std::chrono::milliseconds timeout, curl_transfers& in) {
  curl_easy easy{curl_easy_init()};
  if (!easy)
    return nullptr;
  std::unique_ptr<amqp_dial> made{new amqp_dial{std::move(easy), in, timeout}};
  // The scheme only says that there is nothing but a socket to open.
  if (!made->set_up("http://" + to.authority()) ||
      curl_multi_add_handle(in.multi(), made->easy_.get()) != CURLM_OK)
    return nullptr;
  return made;
}

amqp_dial::~amqp_dial() { curl_multi_remove_handle(in_.multi(), easy_.get()); }

bool amqp_dial::set_up(const std::string& url) {
  auto* const easy = easy_.get();
  const auto set = [easy](CURLoption option, auto value) {
    return curl_easy_setopt(easy, option, value) == CURLE_OK;
  };
  return set(CURLOPT_URL, url.c_str()) && set(CURLOPT_CONNECT_ONLY, 1L) &&
         set(CURLOPT_FRESH_CONNECT, 1L) && set(CURLOPT_NOSIGNAL, 1L) && set(CURLOPT_PROXY, "") &&
         set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_.count())) &&
         // Giving up on a name that does not resolve must not wait for the resolver.
         set(CURLOPT_QUICK_EXIT, 1L) && set(CURLOPT_ERRORBUFFER, &complaint_[0]);
}

std::optional<int> amqp_dial::take_socket() {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
  // A second name for it: it stays open when libcurl closes its own.
  const int taken = socket == CURL_SOCKET_BAD ? -1 : fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (taken < 0)
    return std::nullopt;
  return taken;
}

std::string amqp_dial::fault(CURLcode how) const {
  if (how == CURLE_OPERATION_TIMEDOUT)
    return "no connection within " + to_text(timeout_);
  long os_error = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &os_error);
  if (how == CURLE_COULDNT_CONNECT && os_error != 0)
    return "could not connect: " + std::generic_category().message(static_cast<int>(os_error));
  if (how == CURLE_OK)
    return "no socket could be opened";
  return complaint_[0] != '\0' ? complaint_ : curl_easy_strerror(how);
}

} // namespace fanfare
