#include "server/http_server.hpp"

#include "server/connection.hpp"
#include "server/listen_address.hpp"

#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

namespace fanfare {

namespace asio = boost::asio;
using asio::ip::tcp;

struct http_server::impl {
  impl(engine& to, const options& how, server_limits bounds)
      : shared{to, how.limits, bounds, std::make_shared<way_back>(context)}, log{how.log} {}

  result<void> listen(const std::string& where);
  void run();
  void note_failure(const char* cause) noexcept;
  void forget_accept();
  void accept();
  void on_accepted(boost::system::error_code ec, tcp::socket client);
  void begin_stop();
  void close_all();
  void end_if_empty();

  asio::io_context context{1};
  reception shared;
  log_sink log;
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};    ///< Before accept is tried again.
  asio::steady_timer deadline{context}; ///< Of a stop.
  bool accepting = false;
  unsigned forgotten = 0; ///< Accepts that are waited for no more.
  std::string address;
  std::thread thread;
  std::once_flag stopped;
};

// -- starting -----------------------------------------------------------------

result<void> http_server::impl::listen(const std::string& text) {
  const auto where = listen_address(text);
  if (!where)
    return where.error();
  boost::system::error_code ec;
  acceptor.open(where->protocol(), ec);
  if (!ec)
    acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);
  if (!ec)
    acceptor.bind(*where, ec);
  if (!ec)
    acceptor.listen(tcp::acceptor::max_listen_connections, ec);
  if (ec == asio::error::address_in_use)
    return error{errc::invalid_options, "[server] listen: " + text +
                                            " is in use by another program; stop that one, or "
                                            "choose another port"};
  if (ec)
    return error{errc::invalid_options,
                 "[server] listen: cannot listen on " + text + ": " + ec.message()};
  address = to_text(acceptor.local_endpoint(ec));
  return {};
}

result<void> http_server::check_address(const std::string& text) {
  const auto where = listen_address(text);
  return where ? result<void>{} : where.error();
}

void http_server::impl::run() {
  for (;;) {
    try {
      accept();
      context.run();
      return;
    } catch (const std::exception& e) { // Asio itself ran out of something; the others go on
      note_failure(e.what());
      forget_accept();
    }
  }
}

/// Nobody knows whether the step that was dropped is the one that waited for clients; if it is,
/// the context has taken itself for done.
void http_server::impl::forget_accept() {
  context.restart();
  boost::system::error_code ignored;
  acceptor.cancel(ignored);
  ++forgotten;
  accepting = false;
}

void http_server::impl::note_failure(const char* cause) noexcept {
  ++shared.failures;
  try {
    if (log)
      log(log_level::error, std::string{"the HTTP server dropped a step: "} + cause);
  } catch (const std::exception&) { // the host's log, or no memory for the sentence
    ++shared.failures;
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{1}); // a shortage may last
}

result<std::unique_ptr<http_server>> http_server::start(engine& to, const options& how,
                                                        server_limits bounds) {
  auto state = std::make_unique<impl>(to, how, bounds);
  if (const auto listening = state->listen(how.listen); !listening)
    return listening.error();
  state->shared.on_left = [raw = state.get()] {
    raw->accept();
    raw->end_if_empty();
  };

  // Signals are the program's business: none is delivered to the server's thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  state->thread = std::thread{[raw = state.get()] { raw->run(); }};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return std::unique_ptr<http_server>{new http_server{std::move(state)}};
}

// -- accepting ----------------------------------------------------------------

void http_server::impl::accept() {
  if (accepting || shared.closing || shared.open.size() >= shared.bounds.connections)
    return;
  acceptor.async_accept([this, of = forgotten](boost::system::error_code ec, tcp::socket client) {
    accepting = accepting && of != forgotten;
    on_accepted(ec, std::move(client));
  });
  accepting = true;
}

void http_server::impl::on_accepted(boost::system::error_code ec, tcp::socket client) {
  if (shared.closing)
    return;
  if (!ec) {
    const auto guest = std::make_shared<connection>(std::move(client), shared);
    shared.open.insert(guest);
    try {
      guest->begin();
    } catch (const std::exception&) { // out of memory: this client's loss alone
      guest->close();
      throw;
    }
    return accept();
  }
  if (ec == asio::error::operation_aborted)
    return;
  if (ec == asio::error::connection_aborted)
    return accept();
  // Most likely out of file descriptors: trying again at once would only spin.
  if (log)
    log(log_level::warning, "cannot accept a connection on " + address + ": " + ec.message());
  accepting = true;
  pause.expires_after(std::chrono::milliseconds{100});
  pause.async_wait([this, of = forgotten](boost::system::error_code) {
    accepting = accepting && of != forgotten;
    accept();
  });
}

// -- stopping -----------------------------------------------------------------

void http_server::impl::begin_stop() {
  shared.closing = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  pause.cancel();
  deadline.expires_after(std::chrono::seconds{2});
  deadline.async_wait([this](boost::system::error_code) { close_all(); });
  // A copy: those that are idle leave the set meanwhile.
  const std::vector<std::shared_ptr<connection>> all{shared.open.begin(), shared.open.end()};
  for (const auto& guest : all)
    guest->finish();
  end_if_empty();
}

void http_server::impl::close_all() {
  const std::vector<std::shared_ptr<connection>> all{shared.open.begin(), shared.open.end()};
  for (const auto& guest : all)
    guest->close();
}

void http_server::impl::end_if_empty() {
  if (shared.closing && shared.open.empty())
    deadline.cancel();
}

http_server::http_server(std::unique_ptr<impl> state) : impl_{std::move(state)} {}

http_server::~http_server() { stop(); }

std::string http_server::address() const { return impl_->address; }

void http_server::refuse_publishes() { impl_->shared.refusing = true; }

void http_server::stop() {
  std::call_once(impl_->stopped, [this] {
    impl_->shared.refusing = true;
    asio::post(impl_->context, [raw = impl_.get()] { raw->begin_stop(); });
    impl_->thread.join();
    impl_->shared.back->close();
  });
}

} // namespace fanfare
