#include "notifiers/http_notifier.hpp"

#include "notifiers/curl_library.hpp"
#include "notifiers/http_endpoint.hpp"
#include "notifiers/http_loop.hpp"

#include <utility>

namespace fanfare {

namespace {

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
