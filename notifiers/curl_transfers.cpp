#include "notifiers/curl_transfers.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <cstdint>
#include <iterator>
#include <new>

namespace fanfare {

namespace {

int new_epoll() {
  const int made = epoll_create1(EPOLL_CLOEXEC);
  if (made < 0)
    throw std::bad_alloc{};
  return made;
}

std::uint32_t epoll_events(int what) {
  return ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0u) |
         ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0u);
}

int curl_events(std::uint32_t events) {
  return ((events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
         ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
         ((events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
}

} // namespace

curl_transfers::curl_transfers() : polled_(new_epoll()), multi_(curl_multi_init()) {
  auto* const multi = multi_.get();
  if (!multi || curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &watch) != CURLM_OK ||
      curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this) != CURLM_OK ||
      curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &set_timer) != CURLM_OK ||
      curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this) != CURLM_OK) {
    close(polled_);
    throw std::bad_alloc{};
  }
}

curl_transfers::~curl_transfers() {
  multi_.reset(); // it still tells of sockets
  close(polled_);
}

const std::vector<curl_transfers::ended>& curl_transfers::advance(clock::time_point now) {
  over_.clear();
  int running = 0;
  epoll_event ready[64];
  const int count = epoll_wait(polled_, ready, std::size(ready), 0);
  for (int i = 0; i < count; ++i)
    curl_multi_socket_action(multi_.get(), ready[i].data.fd, curl_events(ready[i].events),
                             &running);
  if (due_ <= now) {
    due_ = clock::time_point::max();
    curl_multi_socket_action(multi_.get(), CURL_SOCKET_TIMEOUT, 0, &running);
  }
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left))
    if (message->msg == CURLMSG_DONE)
      over_.push_back({message->easy_handle, message->data.result});
  return over_;
}

int curl_transfers::watch(CURL*, curl_socket_t socket, int what, void* self, void*) {
  const int polled = static_cast<curl_transfers*>(self)->polled_;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(polled, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event wanted{};
  wanted.events = epoll_events(what);
  wanted.data.fd = socket;
  if (epoll_ctl(polled, EPOLL_CTL_MOD, socket, &wanted) != 0)
    epoll_ctl(polled, EPOLL_CTL_ADD, socket, &wanted);
  return 0;
}

int curl_transfers::set_timer(CURLM*, long ms, void* self) {
  auto& due = static_cast<curl_transfers*>(self)->due_;
  if (ms <= 0)
    due = ms < 0 ? clock::time_point::max() : clock::time_point{};
  else
    due = clock::now() + std::chrono::milliseconds{ms};
  return 0;
}

} // namespace fanfare
