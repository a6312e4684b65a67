#include "notifiers/email_notifier.hpp"

#include "notifiers/curl_library.hpp"
#include "notifiers/email_target.hpp"
#include "notifiers/smtp_loop.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

namespace fanfare {

namespace {

class email_notifier final : public notifier {
public:
  email_notifier(smtp_server server, std::size_t max_connections, thread_watch watch)
      : server_(std::move(server)), max_connections_(max_connections), watch_(std::move(watch)) {}

  result<void> validate(std::string_view config) const override {
    const auto target = email_target::parse(config);
    if (!target)
      return target.error();
    return {};
  }

  std::vector<std::string> parts(std::string_view config) const override {
    auto target = email_target::parse(config);
    return target ? std::move(target->addresses) : std::vector<std::string>{};
  }

  void send(std::vector<attempt> batch, on_done done) override {
    std::call_once(begun_, [this] {
      begin_curl();
      loop_.emplace(server_, max_connections_, watch_);
      running_ = &*loop_;
    });
    loop_->post(std::move(batch), std::move(done));
  }

  std::optional<std::string> outage() const override {
    const auto* const loop = running_.load();
    return loop ? loop->outage() : std::nullopt;
  }

private:
  const smtp_server server_;
  const std::size_t max_connections_;
  const thread_watch watch_;
  std::once_flag begun_;
  std::optional<smtp_loop> loop_;
  std::atomic<const smtp_loop*> running_{nullptr};
};

} // namespace

std::unique_ptr<notifier> make_email_notifier(smtp_server server, std::size_t max_connections,
                                              thread_watch watch) {
  return std::make_unique<email_notifier>(std::move(server), max_connections, std::move(watch));
}

} // namespace fanfare
