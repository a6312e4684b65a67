#include "tests/support/http_receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>
#include <stdexcept>

namespace fanfare::test {

namespace {

/// Those that serve inherit the mask: OpenSSL writes without MSG_NOSIGNAL.
void block_sigpipe() {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

} // namespace

/// A socket, with TLS around it if the receiver has an identity.
class http_receiver::connection {
public:
  connection(int socket, const tls_identity* identity) : socket_(socket) {
    if (!identity)
      return;
    ssl_.reset(SSL_new(identity->context()));
    SSL_set_fd(ssl_.get(), socket_);
    usable_ = SSL_accept(ssl_.get()) == 1;
  }

  int socket() const { return socket_; }
  bool usable() const { return usable_; }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
      const auto done = ssl_ ? SSL_write(ssl_.get(), bytes.data(), size)
                             : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (done <= 0)
        return false;
      bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return true;
  }

  /// Reads the next request; nothing when the peer is gone.
  std::optional<received_request> read_request() {
    while (unread_.find("\r\n\r\n") == std::string::npos)
      if (!read_more())
        return std::nullopt;
    auto request = take_head();
    const auto length = request.header("content-length");
    const auto size = length.empty() ? 0 : std::stoul(length);
    while (unread_.size() < size)
      if (!read_more())
        return std::nullopt;
    request.body = unread_.substr(0, size);
    unread_.erase(0, size);
    return request;
  }

  bool read_more() {
    char part[16 * 1024];
    const auto size =
        ssl_ ? SSL_read(ssl_.get(), part, sizeof part) : recv(socket_, part, sizeof part, 0);
    if (size <= 0)
      return false;
    unread_.append(part, static_cast<std::size_t>(size));
    return true;
  }

private:
  struct free_ssl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  received_request take_head() {
    received_request request;
    const auto end = unread_.find("\r\n\r\n");
    const auto first = unread_.find("\r\n");
    const auto line = unread_.substr(0, first);
    const auto space = line.find(' ');
    const auto last = line.rfind(' ');
    request.method = line.substr(0, space);
    request.target = line.substr(space + 1, last - space - 1);
    request.version = line.substr(last + 1);
    for (auto at = first + 2; at < end + 2;) {
      const auto stop = unread_.find("\r\n", at);
      const auto field = unread_.substr(at, stop - at);
      const auto colon = field.find(": ");
      request.headers.emplace_back(field.substr(0, colon), field.substr(colon + 2));
      at = stop + 2;
    }
    unread_.erase(0, end + 4);
    return request;
  }

  int socket_;
  std::unique_ptr<SSL, free_ssl> ssl_;
  bool usable_ = true;
  std::string unread_;
};

std::string received_request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key.size() == name.size() && strncasecmp(key.data(), name.data(), name.size()) == 0)
      return value;
  return {};
}

reply reply::with(int status, std::string_view headers, std::string_view body) {
  reply made;
  made.head = "HTTP/1.1 " + std::to_string(status) + " Told So By The Test\r\n";
  made.head += headers;
  if (status != 204 && status != 304)
    made.head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  made.head += "\r\n";
  made.head += body;
  return made;
}

http_receiver::http_receiver(script answers, const tls_identity* identity)
    : answers_(std::move(answers)), identity_(identity),
      listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  auto* const address = reinterpret_cast<sockaddr*>(&here);
  if (bind(listening_, address, size) != 0 || listen(listening_, 512) != 0 ||
      getsockname(listening_, address, &size) != 0)
    throw std::runtime_error{"no free port on 127.0.0.1"};
  port_ = ntohs(here.sin_port);
  accepting_ = std::thread{[this] { accept_all(); }};
}

http_receiver::~http_receiver() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
    for (const int one : open_)
      shutdown(one, SHUT_RDWR);
  }
  changed_.notify_all();
  shutdown(listening_, SHUT_RDWR);
  accepting_.join();
  for (auto& thread : serving_)
    thread.join();
  close(listening_);
}

std::string http_receiver::url(std::string_view path) const {
  return (identity_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) +
         std::string{path};
}

std::vector<received_request> http_receiver::requests() const {
  std::lock_guard guard{mutex_};
  return requests_;
}

std::size_t http_receiver::connections() const {
  std::lock_guard guard{mutex_};
  return accepted_;
}

bool http_receiver::wait_for_requests(std::size_t count) const {
  std::unique_lock guard{mutex_};
  return changed_.wait_for(guard, std::chrono::seconds{20},
                           [&] { return requests_.size() >= count; });
}

void http_receiver::accept_all() {
  block_sigpipe();
  for (;;) {
    const int peer = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    std::lock_guard guard{mutex_};
    if (stopping_ || peer < 0) {
      if (peer >= 0)
        close(peer);
      return;
    }
    open_.push_back(peer);
    serving_.emplace_back([this, peer, number = accepted_++] {
      {
        connection with{peer, identity_};
        if (with.usable())
          serve(with, number);
      }
      std::lock_guard closing{mutex_};
      open_.erase(std::find(open_.begin(), open_.end(), peer));
      close(peer);
    });
  }
}

void http_receiver::serve(connection& with, std::size_t number) {
  while (auto request = with.read_request()) {
    request->connection = number;
    const auto what = answers_ ? answers_(*request) : reply::with(200);
    {
      std::lock_guard guard{mutex_};
      requests_.push_back(std::move(*request));
    }
    changed_.notify_all();
    if (!write(with, what))
      return;
    switch (what.after) {
    case reply::ending::keep_alive:
      break;
    case reply::ending::close:
      return;
    case reply::ending::reset: {
      const linger at_once{1, 0};
      setsockopt(with.socket(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      return;
    }
    case reply::ending::hang:
      while (with.read_more())
        continue;
      return;
    }
  }
}

/// Returns false when the peer is gone.
bool http_receiver::write(connection& with, const reply& what) {
  if (what.pace.count() == 0) {
    if (!with.write(what.head))
      return false;
  } else {
    for (const char byte : what.head)
      if (!with.write({&byte, 1}) || !pause(what.pace))
        return false;
  }
  while (!what.repeat.empty())
    if (!with.write(what.repeat))
      return false;
  return true;
}

/// Returns false when the receiver is going away.
bool http_receiver::pause(std::chrono::milliseconds how_long) {
  std::unique_lock guard{mutex_};
  return !changed_.wait_for(guard, how_long, [this] { return stopping_; });
}

} // namespace fanfare::test
