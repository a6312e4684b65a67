#include "tests/support/tcp_relay.hpp"

#include "tests/support/listening_socket.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace fanfare::test {

namespace {

/// Returns a socket that is connected there; -1: nobody is.
int connected_to(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0)
    return -1;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all{found, freeaddrinfo};
  for (const auto* each = all.get(); each != nullptr; each = each->ai_next) {
    const int made = socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(made, each->ai_addr, each->ai_addrlen) == 0)
      return made;
    close(made);
  }
  return -1;
}

bool send_all(int to, const char* bytes, std::size_t size) {
  for (std::size_t sent = 0; sent < size;) {
    const auto now = send(to, bytes + sent, size - sent, MSG_NOSIGNAL);
    if (now <= 0)
      return false;
    sent += static_cast<std::size_t>(now);
  }
  return true;
}

} // namespace

tcp_relay::tcp_relay(std::string host, std::uint16_t port)
    : host_(std::move(host)), server_port_(port), wake_(eventfd(0, EFD_CLOEXEC)) {
  const auto listening = listen_somewhere();
  listening_ = listening.handle;
  port_ = listening.port;
  thread_ = std::thread{[this] { run(); }};
}

tcp_relay::~tcp_relay() {
  {
    std::lock_guard guard{mutex_};
    ends_ = true;
  }
  eventfd_write(wake_, 1);
  thread_.join();
  cut_all();
  close(listening_);
  close(wake_);
}

void tcp_relay::cut_after(std::size_t bytes) {
  std::lock_guard guard{mutex_};
  left_ = bytes;
}

std::size_t tcp_relay::cuts() const {
  std::lock_guard guard{mutex_};
  return cuts_;
}

void tcp_relay::hold() {
  {
    std::lock_guard guard{mutex_};
    holds_ = true;
  }
  eventfd_write(wake_, 1);
}

void tcp_relay::run() {
  for (;;) {
    std::vector<pollfd> polled{{wake_, POLLIN, 0}};
    {
      std::lock_guard guard{mutex_};
      if (ends_)
        return;
      if (!holds_) {
        polled.push_back({listening_, POLLIN, 0});
        for (const auto& [file, other] : open_)
          polled.push_back({file, POLLIN, 0});
      }
    }
    poll(polled.data(), polled.size(), -1);
    if (eventfd_t woken = 0; polled[0].revents != 0) {
      eventfd_read(wake_, &woken);
      continue;
    }
    for (const auto& each : polled) {
      if (each.revents == 0)
        continue;
      if (each.fd == listening_)
        take_in();
      else if (open_.count(each.fd) > 0 && !pass_on(each.fd))
        end(each.fd);
    }
  }
}

void tcp_relay::take_in() {
  const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  const int server = connected_to(host_, server_port_);
  if (client < 0 || server < 0) {
    close(client);
    close(server);
    return;
  }
  open_[client] = {server, true};
  open_[server] = {client, false};
}

bool tcp_relay::pass_on(int from) {
  char bytes[16'384];
  const auto to = open_.at(from);
  const auto got = recv(from, bytes, sizeof bytes, 0);
  if (got <= 0 || !send_all(to.file, bytes, static_cast<std::size_t>(got)))
    return false;
  if (to.is_server && is_due_to_cut(static_cast<std::size_t>(got)))
    cut_all();
  return true;
}

bool tcp_relay::is_due_to_cut(std::size_t bytes) {
  std::lock_guard guard{mutex_};
  if (left_ == 0)
    return false;
  left_ -= std::min(left_, bytes);
  cuts_ += left_ == 0 ? 1 : 0;
  return left_ == 0;
}

void tcp_relay::end(int which) {
  const int other = open_.at(which).file;
  for (const int file : {which, other}) {
    close(file);
    open_.erase(file);
  }
}

void tcp_relay::cut_all() {
  while (!open_.empty())
    end(open_.begin()->first);
}

} // namespace fanfare::test
