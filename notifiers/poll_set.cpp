#include "notifiers/poll_set.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace fanfare {

namespace {

bool control(int polled, int how, int file, void* subject, std::uint32_t events) {
  epoll_event wanted{};
  wanted.events = events;
  wanted.data.ptr = subject;
  return epoll_ctl(polled, how, file, &wanted) == 0;
}

int at_most_ms(std::chrono::nanoseconds time) {
  using namespace std::chrono_literals;
  const auto ms =
      std::chrono::ceil<std::chrono::milliseconds>(std::clamp(time, 0ns, 60'000'000'000ns));
  return static_cast<int>(ms.count());
}

} // namespace

poll_set::poll_set()
    : polled_(epoll_create1(EPOLL_CLOEXEC)), wake_ups_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (polled_ < 0 || wake_ups_ < 0 || !watch(wake_ups_, this)) {
    close(polled_);
    close(wake_ups_);
    throw std::bad_alloc{};
  }
}

poll_set::~poll_set() {
  close(polled_);
  close(wake_ups_);
}

bool poll_set::watch(int file, void* subject) {
  return control(polled_, EPOLL_CTL_ADD, file, subject, EPOLLIN);
}

void poll_set::change(int file, void* subject, interest in) {
  control(polled_, EPOLL_CTL_MOD, file, subject,
          in == interest::reading ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

void poll_set::wake() { eventfd_write(wake_ups_, 1); }

std::span<void* const> poll_set::wait(std::chrono::nanoseconds at_most) {
  std::array<epoll_event, max_ready> events;
  const int count = epoll_wait(polled_, events.data(), max_ready, at_most_ms(at_most));
  std::size_t kept = 0;
  for (int i = 0; i < count; ++i) {
    auto* const subject = events[static_cast<std::size_t>(i)].data.ptr;
    eventfd_t wakes = 0;
    if (subject == this)
      eventfd_read(wake_ups_, &wakes);
    else
      ready_[kept++] = subject;
  }
  return {ready_.data(), kept};
}

} // namespace fanfare
