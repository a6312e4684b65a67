#include "bench/amqp/raw_sender.hpp"

#include <proton/binary.hpp>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/container.hpp>
#include <proton/delivery_mode.hpp>
#include <proton/error_condition.hpp>
#include <proton/message.hpp>
#include <proton/message_id.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/sender.hpp>
#include <proton/sender_options.hpp>
#include <proton/target_options.hpp>
#include <proton/tracker.hpp>
#include <proton/types.hpp>

#include <cstdio>
#include <exception>

namespace fanfare::bench {

namespace {

/// What the notifier sends: the same properties, the same bytes.
class sending final : public proton::messaging_handler {
public:
  sending(std::string url, const std::string& body, std::size_t times, std::size_t window)
      : url_(std::move(url)), body_(body), times_(times), window_(window) {}

  std::optional<cost> used() const { return used_; }

private:
  void on_container_start(proton::container& in) override {
    in.connect(url_, proton::connection_options{}
                         .sasl_allowed_mechs("PLAIN")
                         .sasl_allow_insecure_mechs(true)
                         .max_frame_size(65'536));
  }

  void on_connection_open(proton::connection& which) override {
    which.open_sender("", proton::sender_options{}
                              .target(proton::target_options{}.address("/exchange/amq.topic"))
                              .delivery_mode(proton::delivery_mode::AT_LEAST_ONCE));
  }

  void on_sender_open(proton::sender& which) override {
    link_ = which;
    watch_ = stopwatch{};
    pump();
  }

  void on_sendable(proton::sender&) override { pump(); }

  void on_tracker_accept(proton::tracker&) override {
    ++accepted_;
    if (accepted_ < times_)
      return pump();
    used_ = watch_.elapsed();
    link_.connection().close();
  }

  void on_error(const proton::error_condition& what) override {
    std::fprintf(stderr, "fanfare-bench: raw sender: %s\n", what.what().c_str());
  }

  void pump() {
    while (link_ && sent_ < times_ && sent_ - accepted_ < window_ && link_.credit() > 0) {
      char id[35];
      std::snprintf(id, sizeof id, "%034zx", ++sent_);
      proton::message made;
      made.id(proton::message_id{std::string{id}});
      made.subject("repo.sync.finish");
      made.content_type("application/json");
      made.durable(true);
      made.creation_time(proton::timestamp{1'700'000'000'000});
      made.inferred(true);
      made.body(proton::binary{body_});
      link_.send(made);
    }
  }

  const std::string url_;
  const std::string& body_;
  const std::size_t times_;
  const std::size_t window_;
  std::size_t sent_ = 0;
  std::size_t accepted_ = 0;
  proton::sender link_;
  stopwatch watch_;
  std::optional<cost> used_;
};

} // namespace

std::optional<cost> raw_sender(const std::string& url, const std::string& body, std::size_t times,
                               std::size_t window) {
  sending one{url, body, times, window};
  try {
    proton::container{one}.run();
  } catch (const std::exception& why) {
    std::fprintf(stderr, "fanfare-bench: raw sender: %s\n", why.what());
    return std::nullopt;
  }
  return one.used();
}

} // namespace fanfare::bench
