#include "engine/options_messaging.hpp"

#include "engine/options_checks.hpp"
#include "notifiers/amqp_target.hpp"

#include <iterator>

namespace fanfare {
namespace {

auto& url(options& of) { return of.messaging.url; }
auto& topic_exchange(options& of) { return of.messaging.topic_exchange; }
auto& subject_prefix(options& of) { return of.messaging.subject_prefix; }
auto& ttl(options& of) { return of.messaging.ttl; }
auto& username(options& of) { return of.messaging.username; }
auto& password(options& of) { return of.messaging.password; }
auto& sasl(options& of) { return of.messaging.sasl; }
auto& tls(options& of) { return of.messaging.tls; }
auto& ca_path(options& of) { return of.messaging.ca_path; }
auto& client_cert(options& of) { return of.messaging.client_cert; }
auto& client_key(options& of) { return of.messaging.client_key; }
auto& virtual_host(options& of) { return of.messaging.virtual_host; }
auto& management_url(options& of) { return of.messaging.management_url; }
auto& dialect(options& of) { return of.messaging.dialect; }

constexpr option_key table[] = {
    {"messaging",
     "url",
     "The broker: amqp://HOST:PORT or amqps://HOST:PORT, with a virtual host as path. Several, "
     "separated by commas, are tried in this order. Empty: there is none, and what is due to amqp "
     "listeners is held. The port is 5672 if none is named, or 5671 by TLS. In user, password and "
     "virtual host write %2F for '/', %2C for ',' and %40 for '@'.",
     url,
     {},
     option_check::broker_urls,
     secrecy::url_password},
    {"messaging",
     "topic_exchange",
     "The exchange of listeners that name none of their own.",
     topic_exchange,
     {},
     option_check::exchange},
    {"messaging", "subject_prefix",
     "Stands before the event type in the subject, without the final dot. Programs that were "
     "written for Pulp expect \"pulp.server\".",
     subject_prefix},
    {"messaging",
     "ttl",
     "How long brokers keep a message that nobody takes. 0s, for ever, to 45d.",
     ttl,
     {0, longest_ttl.count()}},
    {"messaging", "username", "For the broker. Empty: nobody logs in. Those in a URL go before.",
     username},
    {"messaging", "password", "The password of that user.", password, {}, nullptr, secrecy::secret},
    {"messaging",
     "sasl",
     R"("auto": "plain" with a username, else "external" with a client_cert, else "anonymous".)",
     sasl,
     {},
     option_check::login},
    {"messaging",
     "tls",
     R"("auto": as the URL says; "required" or "off". Without TLS the password can be read on the way.)",
     tls,
     {},
     option_check::tls_use},
    {"messaging", "ca_path",
     "A PEM file with authorities that may vouch for the broker, beside the system's. Its "
     "certificate must be for the host of the URL, by name.",
     ca_path},
    {"messaging", "client_cert", "A PEM file with the certificate that the broker asks for.",
     client_cert},
    {"messaging", "client_key", "A PEM file with its key.", client_key},
    {"messaging", "virtual_host",
     "Of brokers whose URL names none. Empty: the one that the broker takes by itself. RabbitMQ "
     "wants it as vhost:NAME, and before a broker has said what it is all are told it so; with "
     "dialect \"qpid\" the plain NAME.",
     virtual_host},
    {"messaging",
     "management_url",
     "Where RabbitMQ 3 declares exchanges: http://HOST:PORT. Empty: port 15672 of the broker, or "
     "15671 by TLS if the broker is reached by TLS. It is asked for every exchange but amq.topic; "
     "the user needs the tag \"management\".",
     management_url,
     {},
     option_check::http_url,
     secrecy::url_password},
    {"messaging",
     "dialect",
     R"("auto": as the broker says; "qpid", "rabbitmq3", "rabbitmq4", or "plain": the exchange's name is the address, and the exchange has to be there.)",
     dialect,
     {},
     option_check::broker_kind},
};

} // namespace

std::vector<option_key> messaging_option_keys() { return {std::begin(table), std::end(table)}; }

} // namespace fanfare
