#include "tests/support/staged_broker.hpp"

#include <proton/codec/map.hpp>
#include <proton/codec/vector.hpp>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/delivery.hpp>
#include <proton/error_condition.hpp>
#include <proton/message.hpp>
#include <proton/receiver_options.hpp>
#include <proton/sasl.hpp>
#include <proton/sender_options.hpp>
#include <proton/session.hpp>
#include <proton/source.hpp>
#include <proton/source_options.hpp>
#include <proton/ssl.hpp>
#include <proton/target.hpp>
#include <proton/target_options.hpp>
#include <proton/transport.hpp>
#include <proton/types.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;

const char* const management = "/management";
const char* const qmf = "qmf.default.direct";

template <class Value>
Value property_of(const proton::target& wanted, const char* key, Value otherwise) {
  const auto all = wanted.dynamic_properties();
  const proton::symbol name{key};
  return all.exists(name) ? proton::get<Value>(all.get(name)) : otherwise;
}

} // namespace

staged_broker::staged_broker(staged_manners how)
    : how_(std::move(how)), exchanges_(how_.exchanges), container_(*this, "staged") {
  container_.auto_stop(false);
  container_.listen("127.0.0.1:" + std::to_string(how_.port), *this);
  thread_ = std::thread{[this] { container_.run(); }};
  std::unique_lock guard{mutex_};
  if (!changed_.wait_for(guard, 20s, [this] { return port_ != 0; }))
    throw std::runtime_error{"the staged broker does not listen"};
}

staged_broker::~staged_broker() {
  container_.stop();
  thread_.join();
}

// -- what the test asks for -------------------------------------------------------------

void staged_broker::on_each_connection(const std::function<void(proton::connection&)>& what) {
  std::lock_guard guard{mutex_};
  for (const auto& [connection, queue] : open_)
    queue->add([what, one = connection]() mutable { what(one); });
}

/// Returns whether it was there.
bool staged_broker::forget_exchange(const std::string& name) {
  std::lock_guard guard{mutex_};
  transient_.erase(name);
  return exchanges_.erase(name) > 0;
}

void staged_broker::drop_exchange(const std::string& name) {
  forget_exchange(name);
  on_each_connection([this, name](proton::connection&) { queues_.exchange_dropped(name); });
  if (is_rabbitmq())
    return;
  on_each_connection([this, name](proton::connection&) {
    for (auto& [link, exchange] : links_)
      if (exchange == name)
        proton::receiver{link}.close({"amqp:precondition-failed",
                                      "resource-deleted: Exchange " + name + " has been deleted."});
  });
}

void staged_broker::close_connections(const std::string& condition,
                                      const std::string& description) {
  on_each_connection([condition, description](proton::connection& which) {
    which.close({condition, description});
  });
}

std::vector<staged_message> staged_broker::messages() const {
  std::lock_guard guard{mutex_};
  return messages_;
}

std::vector<staged_message> staged_broker::wait_for(std::size_t count) const {
  std::unique_lock guard{mutex_};
  changed_.wait_for(guard, 20s, [&] { return messages_.size() >= count; });
  return messages_;
}

std::map<std::string, std::string> staged_broker::exchanges() const {
  std::lock_guard guard{mutex_};
  return exchanges_;
}

bool staged_broker::is_durable(const std::string& exchange) const {
  std::lock_guard guard{mutex_};
  return exchanges_.count(exchange) > 0 && transient_.count(exchange) == 0;
}

std::size_t staged_broker::connections() const {
  std::lock_guard guard{mutex_};
  return connections_;
}

std::string staged_broker::last_host() const {
  std::lock_guard guard{mutex_};
  return last_host_;
}

std::string staged_broker::last_mechanism() const {
  std::lock_guard guard{mutex_};
  return last_mechanism_;
}

std::size_t staged_broker::requests() const {
  std::lock_guard guard{mutex_};
  return requests_;
}

std::size_t staged_broker::sessions() const {
  std::lock_guard guard{mutex_};
  std::size_t all = 0;
  for (const auto& [connection, count] : sessions_)
    all += count;
  return all;
}

// -- connections --------------------------------------------------------------------------

void staged_broker::on_open(proton::listener& which) {
  std::lock_guard guard{mutex_};
  port_ = static_cast<std::uint16_t>(which.port());
  changed_.notify_all();
}

proton::connection_options staged_broker::on_accept(proton::listener&) {
  proton::connection_options made{*this};
  if (how_.certificate.empty())
    return made;
  const proton::ssl_certificate mine{how_.certificate, how_.key};
  if (how_.client_authority.empty())
    return made.ssl_server_options(proton::ssl_server_options{mine});
  return made.sasl_allowed_mechs("EXTERNAL")
      .ssl_server_options(proton::ssl_server_options{
          mine, how_.client_authority, how_.client_authority, proton::ssl::VERIFY_PEER});
}

void staged_broker::on_connection_open(proton::connection& which) {
  {
    std::lock_guard guard{mutex_};
    ++connections_;
    last_host_ = which.virtual_host();
    last_mechanism_ = which.transport().sasl().mech();
    open_[which] = &which.work_queue();
  }
  proton::connection_options mine;
  if (!how_.product.empty())
    mine.properties({{proton::symbol{"product"}, proton::value{how_.product}},
                     {proton::symbol{"version"}, proton::value{how_.version}}});
  which.open(mine);
  if (how_.closes_at_once)
    which.close({"amqp:not-allowed", "this virtual host is closed"});
}

void staged_broker::on_transport_close(proton::transport& which) {
  queues_.left(which.connection());
  replies_.erase(which.connection());
  std::lock_guard guard{mutex_};
  open_.erase(which.connection());
  sessions_.erase(which.connection());
  for (auto one = deaf_.begin(); one != deaf_.end();)
    one = one->connection() == which.connection() ? deaf_.erase(one) : std::next(one);
  for (auto one = links_.begin(); one != links_.end();)
    one = one->first.connection() == which.connection() ? links_.erase(one) : std::next(one);
}

void staged_broker::on_session_open(proton::session& which) {
  {
    std::lock_guard guard{mutex_};
    ++sessions_[which.connection()];
  }
  messaging_handler::on_session_open(which);
}

void staged_broker::on_session_close(proton::session& which) {
  deaf_.erase(which);
  {
    std::lock_guard guard{mutex_};
    --sessions_[which.connection()];
  }
  for (auto one = links_.begin(); one != links_.end();)
    one = one->first.session() == which ? links_.erase(one) : std::next(one);
}

void staged_broker::on_receiver_close(proton::receiver& which) { links_.erase(which); }

// -- links --------------------------------------------------------------------------------

void staged_broker::on_receiver_open(proton::receiver& which) {
  if (which.uninitialized() && which.target().address() == management) {
    which.open(proton::receiver_options{}
                   .target(proton::target_options{}.address(management))
                   .credit_window(10));
    return;
  }
  if (which.target().address() == qmf) {
    which.open(
        proton::receiver_options{}.target(proton::target_options{}.address(qmf)).credit_window(10));
    return;
  }
  if (!is_rabbitmq())
    return attach_exchange(which);
  if (!which.target().anonymous())
    return refuse(which, "amqp:invalid-field", "not an address of this version");
  links_[which] = "";
  allow_messages_of(which, how_.largest_message);
  which.open(proton::receiver_options{}
                 .target(proton::target_options{}.anonymous(true))
                 .auto_accept(false)
                 .credit_window(how_.credit));
}

void staged_broker::attach_exchange(proton::receiver& which) {
  const auto name = which.target().address();
  if (how_.ignored.count(name) > 0)
    return;
  if (const auto refusal = refusal_of(which.target()))
    return refuse(which, refusal->first, refusal->second);
  accept(which);
}

std::optional<std::pair<std::string, std::string>>
staged_broker::refusal_of(const proton::target& wanted) {
  const auto name = wanted.address();
  const auto abilities = wanted.capabilities();
  const auto wants = [&abilities](const char* what) {
    return std::count(abilities.begin(), abilities.end(), proton::symbol{what}) > 0;
  };
  const auto type = property_of<std::string>(wanted, "exchange-type", "topic");
  std::lock_guard guard{mutex_};
  ++requests_;
  if (const auto found = exchanges_.find(name); found != exchanges_.end()) {
    if (found->second != type && wants("create-on-demand"))
      return std::pair{"amqp:precondition-failed", "Exchange of different type already exists"};
    return std::nullopt;
  }
  if (!wants("create-on-demand") || !wants("topic"))
    return std::pair{"amqp:not-found", "Node not found: " + name};
  if (how_.forbidden.count(name) > 0)
    return std::pair{"amqp:unauthorized-access",
                     "ACL denied exchange create request from fan@QPID"};
  exchanges_[name] = type;
  if (!property_of(wanted, "durable", false))
    transient_.insert(name);
  return std::nullopt;
}

void staged_broker::accept(proton::receiver& which) {
  const auto name = which.target().address();
  proton::target_options target;
  target.address(name);
  proton::target::dynamic_property_map shape;
  shape.put(proton::symbol{"durable"}, is_durable(name));
  shape.put(proton::symbol{"exchange-type"}, exchanges().at(name));
  target.dynamic_properties(shape);
  if (!how_.echoes_capabilities) // Proton would
    target.capabilities({});
  links_[which] = name;
  allow_messages_of(which, how_.largest_message);
  which.open(
      proton::receiver_options{}.target(target).auto_accept(false).credit_window(how_.credit));
  if (how_.credit_after.count() > 0)
    which.work_queue().schedule(proton::duration{how_.credit_after.count()},
                                [which]() mutable { which.add_credit(100); });
}

/// It first seems to accept, with an empty target.
void staged_broker::refuse(proton::receiver& which, const std::string& condition,
                           const std::string& why) {
  which.open(
      proton::receiver_options{}.target(proton::target_options{}.address("")).credit_window(0));
  which.close({condition, why});
}

void staged_broker::on_sender_open(proton::sender& which) {
  const auto from = which.source();
  if (from.address() != management && !from.dynamic())
    return attach_consumer(which);
  replies_[which.connection()] = which;
  proton::source_options source;
  source.address(from.dynamic() ? "reply-" + std::to_string(++last_queue_) : management);
  which.open(proton::sender_options{}.source(source));
}

void staged_broker::attach_consumer(proton::sender& which) {
  const auto from = which.source();
  const std::string prefix = "/queues/";
  auto queue = from.address().substr(std::min(prefix.size(), from.address().size()));
  if (!is_rabbitmq()) {
    queue = "topic-" + std::to_string(++last_queue_);
    queues_.bind(queue, from.address(), pattern_in(from));
  }
  queues_.read(queue, which);
  proton::source_options source;
  source.address(from.address());
  which.open(proton::sender_options{}.source(source));
}

// -- messages -----------------------------------------------------------------------------

void staged_broker::on_message(proton::delivery& which, proton::message& what) {
  if (deaf_.count(which.session()) > 0)
    return;
  const auto link = links_.find(which.receiver());
  if (link == links_.end())
    return answer_request(which, what);
  const auto got = message_from(what, link->second);
  take(which, what, got);
}

void staged_broker::take(proton::delivery& which, const proton::message& what,
                         const staged_message& got) {
  bool is_there = false;
  {
    std::lock_guard guard{mutex_};
    is_there = exchanges_.count(got.exchange) > 0;
    if (is_there) {
      messages_.push_back(got);
      changed_.notify_all();
    }
  }
  if (!is_there)
    return reject(which, "amqp:not-found", "no exchange in vhost '/'");
  judge(which, got, queues_.route(got.exchange, got.routing_key, what) > 0);
}

void staged_broker::judge(proton::delivery& which, const staged_message& what, bool is_routed) {
  const auto due = std::stable_partition(late_.begin(), late_.end(), [&which](const auto& each) {
    return each.first.receiver() != which.receiver();
  });
  std::vector<std::pair<proton::delivery, fate>> late{due, late_.end()};
  late_.erase(due, late_.end());
  const auto unjudged = is_routed || !how_.drops_unroutable ? fate::accepted : fate::released;
  tell(which, how_.judge ? how_.judge(what) : unjudged);
  for (auto& [each, said] : late) {
    if (said == fate::missing)
      reject(each, "amqp:not-found", "no exchange in vhost '/'");
    else
      each.accept();
  }
}

void staged_broker::tell(proton::delivery& which, fate what) {
  switch (what) {
  case fate::accepted:
    return which.accept();
  case fate::rejected:
    return reject(which, "amqp:internal-error", "the queue is full");
  case fate::released:
    return which.release();
  case fate::modified:
    return which.modify();
  case fate::accepted_late:
  case fate::missing:
    late_.emplace_back(which, what);
    return;
  case fate::ends_session:
    deaf_.insert(which.session());
    return which.receiver().session().close({"amqp:internal-error", "the session crashed"});
  case fate::detaches:
    return which.receiver().detach();
  case fate::hangs_up:
    deaf_.insert(which.session());
    return which.connection().close();
  case fate::settled:
    return which.settle();
  case fate::nothing:
    return;
  }
}

} // namespace fanfare::test
