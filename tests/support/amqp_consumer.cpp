#include "tests/support/amqp_consumer.hpp"

#include "tests/support/amqp_admin.hpp"

#include <proton/codec/encoder.hpp>
#include <proton/codec/map.hpp>
#include <proton/connection_options.hpp>
#include <proton/delivery.hpp>
#include <proton/error_condition.hpp>
#include <proton/message.hpp>
#include <proton/receiver.hpp>
#include <proton/receiver_options.hpp>
#include <proton/source.hpp>
#include <proton/source_options.hpp>
#include <proton/types.hpp>
#include <proton/uuid.hpp>

#include <chrono>
#include <map>
#include <stdexcept>
#include <utility>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;

constexpr const char* management = "/management";

std::string text_in(const std::map<proton::symbol, proton::value>& all, const char* key) {
  const auto found = all.find(proton::symbol{key});
  return found == all.end() ? "" : proton::get<std::string>(found->second);
}

proton::source_options topic_of_qpid(const std::string& exchange, const std::string& pattern) {
  proton::source::filter_map filters;
  proton::value described;
  proton::codec::encoder encoder{described};
  encoder << proton::codec::start::described()
          << proton::symbol{"apache.org:legacy-amqp-topic-binding:string"} << pattern
          << proton::codec::finish();
  filters.put(proton::symbol{"legacy-amqp-topic-binding"}, described);
  return proton::source_options{}.address(exchange).filters(filters);
}

consumed_message message_from(const proton::message& what) {
  consumed_message made;
  made.subject = what.subject();
  made.id = what.id().empty() ? "" : proton::to_string(what.id());
  made.content_type = what.content_type();
  made.durable = what.durable();
  made.ttl_ms = static_cast<std::int64_t>(what.ttl().milliseconds());
  made.created_ms = what.creation_time().milliseconds();
  made.body = "NOT A DATA SECTION";
  if (what.body().type() == proton::BINARY && what.inferred()) {
    const auto bytes = proton::get<proton::binary>(what.body());
    made.body.assign(bytes.begin(), bytes.end());
  }
  return made;
}

} // namespace

amqp_consumer::amqp_consumer(const std::string& url, std::string exchange, std::string pattern)
    : url_(url), exchange_(std::move(exchange)), pattern_(std::move(pattern)),
      queue_("fanfare-test-" + proton::uuid::random().str()), container_(*this, queue_),
      thread_([this] {
        try {
          container_.run();
        } catch (const std::exception& why) {
          failed(why.what());
        }
      }) {
  std::unique_lock guard{mutex_};
  changed_.wait_for(guard, 20s, [this] { return ready_ || !fault_.empty(); });
  if (ready_)
    return;
  guard.unlock();
  container_.stop();
  thread_.join();
  throw std::runtime_error{"no consumer of " + exchange_ + ": " + fault_};
}

amqp_consumer::~amqp_consumer() {
  container_.stop();
  thread_.join();
}

std::vector<consumed_message> amqp_consumer::messages() const {
  std::lock_guard guard{mutex_};
  return messages_;
}

std::vector<consumed_message> amqp_consumer::wait_for(std::size_t count) const {
  std::unique_lock guard{mutex_};
  changed_.wait_for(guard, 20s, [&] { return messages_.size() >= count; });
  return messages_;
}

void amqp_consumer::failed(const std::string& why) {
  std::lock_guard guard{mutex_};
  fault_ = why;
  changed_.notify_all();
}

void amqp_consumer::on_container_start(proton::container& in) {
  proton::connection_options how;
  // Else it would go in as nobody, where that is let in.
  if (url_.find('@') != std::string::npos)
    how.sasl_allowed_mechs("PLAIN").sasl_allow_insecure_mechs(true);
  in.connect(url_, how);
}

void amqp_consumer::on_connection_open(proton::connection& which) {
  const auto said = which.properties();
  dialect_ = dialect_of(text_in(said, "product"), text_in(said, "version"));
  proton::source_options from;
  switch (dialect_) {
  case amqp_dialect::qpid:
  case amqp_dialect::plain:
    from = topic_of_qpid(exchange_, pattern_);
    break;
  case amqp_dialect::rabbitmq3:
    from.address("/exchange/" + exchange_ + "/" + pattern_);
    break;
  case amqp_dialect::rabbitmq4:
    return open_management(which); // a queue is made first
  }
  which.open_receiver("topic", proton::receiver_options{}.source(from).credit_window(500));
}

void amqp_consumer::on_sendable(proton::sender& which) {
  if (std::exchange(asked_, true))
    return;
  which.send(
      management_request(1, "PUT", "/queues/" + queue_,
                         management_fields{{"durable", proton::value{false}},
                                           {"exclusive", proton::value{true}},
                                           {"auto_delete", proton::value{false}},
                                           {"arguments", proton::value{management_fields{}}}}));
  which.send(
      management_request(2, "POST", "/bindings",
                         management_fields{{"source", proton::value{exchange_}},
                                           {"destination_queue", proton::value{queue_}},
                                           {"binding_key", proton::value{pattern_}},
                                           {"arguments", proton::value{management_fields{}}}}));
}

void amqp_consumer::answered(proton::connection over) {
  if (++answers_ < 2)
    return;
  proton::source_options from;
  from.address("/queues/" + queue_);
  over.open_receiver("topic", proton::receiver_options{}.source(from).credit_window(500));
}

void amqp_consumer::on_receiver_open(proton::receiver& which) {
  if (which.source().address().empty() || which.source().address() == management)
    return;
  std::lock_guard guard{mutex_};
  ready_ = true;
  changed_.notify_all();
}

void amqp_consumer::on_message(proton::delivery& which, proton::message& what) {
  if (which.receiver().name() == "pair") {
    if (what.subject().substr(0, 1) != "2")
      return failed("the management answered " + what.subject());
    return answered(which.connection());
  }
  std::lock_guard guard{mutex_};
  messages_.push_back(message_from(what));
  changed_.notify_all();
}

void amqp_consumer::on_error(const proton::error_condition& what) { failed(what.what()); }

} // namespace fanfare::test
