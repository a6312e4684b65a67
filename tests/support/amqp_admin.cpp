#include "tests/support/amqp_admin.hpp"

#include <proton/codec/encoder.hpp>
#include <proton/codec/map.hpp>
#include <proton/codec/vector.hpp>
#include <proton/connection_options.hpp>
#include <proton/container.hpp>
#include <proton/delivery.hpp>
#include <proton/delivery_mode.hpp>
#include <proton/error_condition.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/null.hpp>
#include <proton/receiver.hpp>
#include <proton/receiver_options.hpp>
#include <proton/sender.hpp>
#include <proton/sender_options.hpp>
#include <proton/source.hpp>
#include <proton/source_options.hpp>
#include <proton/target.hpp>
#include <proton/target_options.hpp>
#include <proton/types.hpp>

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;

constexpr const char* management = "/management";

/// Something that is asked of a broker over a connection of its own.
class errand : public proton::messaging_handler {
public:
  /// Does it. Throws std::runtime_error if it cannot be done.
  void run(const std::string& url) {
    url_ = url;
    auto fault = fault_.get_future();
    proton::container in{*this};
    std::thread running{[&in] { in.run(); }};
    const bool has_ended = fault.wait_for(20s) == std::future_status::ready;
    in.stop();
    running.join();
    if (const auto why = has_ended ? fault.get() : "no answer"; !why.empty())
      throw std::runtime_error{"the broker was asked in vain: " + why};
  }

protected:
  void end() { fail(""); }
  void fail(const std::string& why) {
    if (!std::exchange(ended_, true))
      fault_.set_value(why);
  }

private:
  void on_container_start(proton::container& in) override {
    proton::connection_options how;
    if (url_.find('@') != std::string::npos)
      how.sasl_allowed_mechs("PLAIN").sasl_allow_insecure_mechs(true);
    in.connect(url_, how);
  }
  void on_error(const proton::error_condition& what) override { fail(what.what()); }

  std::string url_;
  std::promise<std::string> fault_; ///< Empty: none.
  bool ended_ = false;
};

/// A request to RabbitMQ 4's management.
class rabbitmq_request final : public errand {
public:
  rabbitmq_request(std::string method, std::string to, proton::value body)
      : method_(std::move(method)), to_(std::move(to)), body_(std::move(body)) {}

  std::string status;

private:
  void on_connection_open(proton::connection& over) override { open_management(over); }
  void on_sendable(proton::sender& which) override {
    if (!std::exchange(is_sent_, true))
      which.send(management_request(1, method_, to_, body_));
  }
  void on_message(proton::delivery&, proton::message& what) override {
    status = what.subject();
    end();
  }

  const std::string method_;
  const std::string to_;
  const proton::value body_;
  bool is_sent_ = false;
};

/// A link to an exchange of Apache Qpid, which can make it and tells what it is.
class qpid_attach final : public errand {
public:
  /// @param type of the exchange to be made; empty: none is made.
  qpid_attach(std::string exchange, std::string type)
      : exchange_(std::move(exchange)), type_(std::move(type)) {}

  proton::target::dynamic_property_map shape;

private:
  void on_connection_open(proton::connection& over) override {
    proton::target_options target;
    target.address(exchange_).capabilities({proton::symbol{"topic"}});
    if (!type_.empty()) {
      proton::target::dynamic_property_map wanted;
      wanted.put(proton::symbol{"supported-dist-modes"}, "copy");
      wanted.put(proton::symbol{"durable"}, true);
      wanted.put(proton::symbol{"exchange-type"}, type_);
      target.capabilities({proton::symbol{"create-on-demand"}, proton::symbol{"topic"}});
      target.dynamic_properties(wanted);
    }
    over.open_sender(exchange_, proton::sender_options{}.target(target));
  }

  void on_sender_open(proton::sender& which) override {
    if (which.target().address().empty()) // the reason follows
      return;
    shape = which.target().dynamic_properties();
    end();
  }
  void on_sender_error(proton::sender& which) override { fail(which.error().what()); }

  const std::string exchange_;
  const std::string type_;
};

/// Has an exchange of Apache Qpid deleted, by its QMF.
class qmf_deletion final : public errand {
public:
  explicit qmf_deletion(std::string exchange) : exchange_(std::move(exchange)) {}

private:
  void on_connection_open(proton::connection& over) override {
    proton::source_options source;
    source.dynamic(true);
    over.open_receiver("", proton::receiver_options{}.source(source));
  }
  void on_receiver_open(proton::receiver& which) override {
    reply_to_ = which.source().address();
    which.connection().open_sender("qmf.default.direct");
  }
  void on_sendable(proton::sender& which) override {
    if (!std::exchange(is_sent_, true))
      which.send(request());
  }

  proton::message request() const {
    const management_fields broker{
        {"_object_name", proton::value{"org.apache.qpid.broker:broker:amqp-broker"}}};
    const management_fields about{{"type", proton::value{"exchange"}},
                                  {"name", proton::value{exchange_}},
                                  {"options", proton::value{management_fields{}}}};
    proton::message made;
    made.subject("broker");
    made.content_type("amqp/map");
    made.reply_to(reply_to_);
    made.properties().put("x-amqp-0-10.app-id", "qmf2");
    made.properties().put("qmf.opcode", "_method_request");
    made.properties().put("method", "request");
    made.body(proton::value{management_fields{{"_object_id", proton::value{broker}},
                                              {"_method_name", proton::value{"delete"}},
                                              {"_arguments", proton::value{about}}}});
    return made;
  }

  void on_message(proton::delivery&, proton::message& what) override {
    const auto said = proton::get<std::string>(what.properties().get("qmf.opcode"));
    if (said != "_method_response")
      return fail("QMF answers " + said);
    end();
  }

  const std::string exchange_;
  std::string reply_to_;
  bool is_sent_ = false;
};

management_fields exchange_of(const std::string& type, bool durable) {
  return {{"type", proton::value{type}},
          {"durable", proton::value{durable}},
          {"auto_delete", proton::value{false}},
          {"internal", proton::value{false}},
          {"arguments", proton::value{management_fields{}}}};
}

} // namespace

void open_management(proton::connection& over) {
  const std::map<proton::symbol, proton::value> paired{{"paired", proton::value{true}}};
  proton::source_options source;
  proton::target_options target;
  source.address(management);
  target.address(management);
  over.open_sender(management, proton::sender_options{}
                                   .name("pair")
                                   .properties(paired)
                                   .source(source)
                                   .target(target)
                                   .delivery_mode(proton::delivery_mode::AT_MOST_ONCE));
  over.open_receiver(management, proton::receiver_options{}
                                     .name("pair")
                                     .properties(paired)
                                     .source(source)
                                     .target(target)
                                     .credit_window(10)
                                     .delivery_mode(proton::delivery_mode::AT_MOST_ONCE));
}

proton::message management_request(std::uint64_t id, const std::string& method,
                                   const std::string& to, const proton::value& body) {
  proton::message made;
  made.id(id);
  made.subject(method);
  made.to(to);
  made.reply_to("$me");
  made.body(body);
  if (body.empty()) // else there would be no body at all, which it cannot cope with
    proton::codec::encoder{made.body()} << proton::null{};
  return made;
}

std::string amqp_admin::status_of(const std::string& method, const std::string& to,
                                  const proton::value& body) const {
  rabbitmq_request asked{method, to, body};
  asked.run(url_);
  return asked.status;
}

void amqp_admin::add_exchange(const std::string& name, const std::string& type) const {
  if (dialect_ == amqp_dialect::qpid)
    return qpid_attach{name, type}.run(url_);
  const auto status =
      status_of("PUT", "/exchanges/" + percent_encoded(name), exchange_of(type, true));
  if (status != "201" && status != "204")
    throw std::runtime_error{"exchange " + name + " was not made: " + status};
}

void amqp_admin::drop_exchange(const std::string& name) const {
  if (dialect_ == amqp_dialect::qpid)
    return qmf_deletion{name}.run(url_);
  if (const auto status = status_of("DELETE", "/exchanges/" + percent_encoded(name), nullptr);
      status != "204")
    throw std::runtime_error{"exchange " + name + " was not deleted: " + status};
}

bool amqp_admin::has_exchange(const std::string& name, const std::string& type) const {
  if (dialect_ == amqp_dialect::qpid) {
    qpid_attach asked{name, ""};
    asked.run(url_);
    return proton::get<std::string>(asked.shape.get(proton::symbol{"exchange-type"})) == type &&
           proton::get<bool>(asked.shape.get(proton::symbol{"durable"}));
  }
  // It tells of one only by what it says to those who would make it. Were it not there, the
  // first would make another one, and the second find that.
  const auto to = "/exchanges/" + percent_encoded(name);
  return status_of("PUT", to, exchange_of(type, false)) == "409" &&
         status_of("PUT", to, exchange_of(type, true)) == "204";
}

} // namespace fanfare::test
