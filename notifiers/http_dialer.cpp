#include "notifiers/http_dialer.hpp"

#include "notifiers/http_connection.hpp"

#include <new>
#include <utility>

namespace fanfare {

namespace {

curl_share shared_sessions() {
  curl_share made{curl_share_init()};
  if (!made ||
      curl_share_setopt(made.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK)
    throw std::bad_alloc{};
  return made;
}

} // namespace

http_dialer::http_dialer(const network_guard& guard) : guard_(guard), share_(shared_sessions()) {}

result<std::unique_ptr<http_dial>> http_dialer::begin(const http_endpoint& to,
                                                      std::chrono::milliseconds timeout,
                                                      http_connection& of) {
  auto made = http_dial::make(to, guard_, share_.get(), timeout, &of);
  if (!made)
    return error{errc::internal, "out of memory"};
  if (const auto how = made->begin(dials_.multi()); how != CURLM_OK)
    return error{errc::internal, curl_multi_strerror(how)};
  return made;
}

const std::vector<http_dialer::dialled>& http_dialer::advance(clock::time_point now) {
  over_.clear();
  for (const auto& [which, how] : dials_.advance(now))
    over_.push_back({static_cast<http_connection*>(http_dial::subject_of(which)), how});
  return over_;
}

} // namespace fanfare
