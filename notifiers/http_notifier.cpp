#include "notifiers/http_notifier.hpp"

#include "notifiers/http_endpoint.hpp"
#include "notifiers/http_loop.hpp"

#include <mutex>
#include <utility>

namespace fanfare {

namespace {

/// The library counts its users; ours stays one for the life of the process,
/// for a host may use libcurl too.
void begin_curl() {
  static std::once_flag begun;
  std::call_once(begun, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

class http_notifier final : public notifier {
public:
  explicit http_notifier(http_options how) : loop_(std::move(how)) {}

  result<void> validate(std::string_view config) const override {
    const auto endpoint = http_endpoint::parse(config);
    if (!endpoint)
      return endpoint.error();
    return {};
  }

  std::vector<std::string> secret_fields() const override { return {"password"}; }

  void send(std::vector<attempt> batch, on_done done) override {
    loop_.post(std::move(batch), std::move(done));
  }

private:
  http_loop loop_;
};

} // namespace

std::unique_ptr<notifier> make_http_notifier(http_options how) {
  begin_curl();
  return std::make_unique<http_notifier>(std::move(how));
}

} // namespace fanfare
