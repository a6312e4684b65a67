#include "tests/notifiers/amqp_tried_broker.hpp"

#include "tests/notifiers/amqp_rabbitmq.hpp"
#include "tests/support/amqp_admin.hpp"
#include "tests/support/staged_broker.hpp"

#include <cstdlib>
#include <ostream>
#include <utility>

// What cannot be shown on each, and why:
// - A staged broker lets anybody in: Proton has no server side for passwords.
// - A broker that runs already is not stopped, killed or restarted: it is others' too. That the
//   way to it is cut, or silent, is shown through a relay.
// - It refuses no name for want of permission: Apache Qpid reads permissions from a file, and
//   RabbitMQ 4 takes them over HTTP, which need not be open. Nor are its virtual hosts
//   and certificates the test's to make.
// - Apache Qpid is not known to reserve names.
// - With a URL that has no user it is not known whether it checks passwords.
// - Queues that are full are told of by each broker in a way of its own, and made full in one:
//   that is in the tests of each.

namespace fanfare::test {

namespace {

/// One that takes orders over AMQP 1.0.
class amqp_administered : public tried_broker {
public:
  void add_exchange(const std::string& name, const std::string& type) const override {
    amqp_admin{url(), dialect()}.add_exchange(name, type);
  }
  void drop_exchange(const std::string& name) const override {
    amqp_admin{url(), dialect()}.drop_exchange(name);
  }
  bool has_exchange(const std::string& name, const std::string& type) const override {
    return amqp_admin{url(), dialect()}.has_exchange(name, type);
  }
};

staged_manners with_forbidden(staged_manners how) {
  how.forbidden = {"secret"};
  how.drops_unroutable = how.what == staged_manners::kind::rabbitmq4;
  return how;
}

class staged_qpid final : public amqp_administered {
public:
  messaging_options options() const override { return broker_.options(); }
  amqp_dialect dialect() const override { return amqp_dialect::qpid; }
  std::vector<refused_name> refused_names() const override {
    return {{options(), "secret", "amqp:unauthorized-access: ACL denied exchange create"}};
  }

private:
  staged_broker broker_{with_forbidden({})};
};

class staged_rabbitmq4 final : public amqp_administered {
public:
  messaging_options options() const override { return broker_.options(); }
  amqp_dialect dialect() const override { return amqp_dialect::rabbitmq4; }
  std::vector<refused_name> refused_names() const override {
    return {{options(), "secret", "RabbitMQ's management -> 403"},
            {options(), "amq.mine", "RabbitMQ's management -> 403"}};
  }

private:
  staged_broker broker_{with_forbidden(staged_broker::rabbitmq4())};
};

class own_rabbitmq3 final : public tried_broker {
public:
  messaging_options options() const override { return the_rabbitmq().options(); }
  amqp_dialect dialect() const override { return amqp_dialect::rabbitmq3; }
  void add_exchange(const std::string& name, const std::string& type) const override {
    the_rabbitmq().add_exchange(name, type);
  }
  void drop_exchange(const std::string& name) const override { the_rabbitmq().drop_exchange(name); }
  bool has_exchange(const std::string& name, const std::string& type) const override {
    const auto found = the_rabbitmq().exchange(name).value_or("");
    return found.find(R"("type":")" + type + '"') != found.npos &&
           found.find(R"("durable":true)") != found.npos &&
           found.find(R"("auto_delete":false)") != found.npos;
  }
  std::vector<refused_name> refused_names() const override {
    the_rabbitmq().add_user("narrow", "w3ak", "^mine$");
    auto how = options();
    how.username = "narrow";
    how.password = "w3ak";
    return {{how, "not-theirs", "-> it is not there, and was not made: PUT http://127.0.0.1:"},
            {how, "amq.mine", "Access refused"},
            {options(), "amq.mine", "-> it is not there, and was not made: PUT http://127.0.0.1:"}};
  }
};

class running_broker final : public amqp_administered {
public:
  running_broker(const char* url, amqp_dialect dialect) : dialect_(dialect) { how_.url = url; }
  messaging_options options() const override { return how_; }
  amqp_dialect dialect() const override { return dialect_; }
  std::vector<refused_name> refused_names() const override {
    return {{how_, "amq.fanfare-test", "RabbitMQ's management -> 403"}};
  }

private:
  messaging_options how_;
  const amqp_dialect dialect_;
};

const char* qpidd_url() { return std::getenv("FANFARE_TEST_QPIDD"); }
const char* rabbitmq4_url() { return std::getenv("FANFARE_TEST_RABBITMQ4"); }

bool is_set(const char* url) { return url != nullptr && *url != '\0'; }
bool has_user(const char* url) { return std::string{url}.find('@') != std::string::npos; }

template <class Broker>
std::unique_ptr<tried_broker> made() {
  return std::make_unique<Broker>();
}

std::unique_ptr<tried_broker> running_qpidd() {
  return std::make_unique<running_broker>(qpidd_url(), amqp_dialect::qpid);
}
std::unique_ptr<tried_broker> running_rabbitmq4() {
  return std::make_unique<running_broker>(rabbitmq4_url(), amqp_dialect::rabbitmq4);
}

} // namespace

std::string tried_broker::url() const {
  auto how = options();
  if (!how.username.empty())
    how.url.insert(how.url.find("://") + 3, how.username + ":" + how.password + "@");
  return how.url;
}

std::vector<broker_choice> tried_brokers() {
  std::vector<broker_choice> all{{"staged_qpid", made<staged_qpid>, false, true},
                                 {"staged_rabbitmq4", made<staged_rabbitmq4>, false, true},
                                 {"rabbitmq3", made<own_rabbitmq3>, true, true}};
  if (is_set(qpidd_url()))
    all.push_back({"qpidd", running_qpidd, has_user(qpidd_url()), false});
  if (is_set(rabbitmq4_url()))
    all.push_back({"rabbitmq4", running_rabbitmq4, has_user(rabbitmq4_url()), true});
  return all;
}

std::ostream& operator<<(std::ostream& to, const broker_choice& what) { return to << what.name; }

} // namespace fanfare::test
