#include "tests/support/rabbitmq_server.hpp"

#include "tests/support/tls_identity.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 150s; ///< For its start, beside other tests on a small machine.

/// A port that nobody has, kept until this object goes.
struct reserved_port {
  int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t number = 0;

  reserved_port() {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket, raw, size) != 0 || ::getsockname(socket, raw, &size) != 0)
      throw std::runtime_error{"no port is free"};
    number = ntohs(address.sin_port);
  }
  ~reserved_port() { ::close(socket); }
  reserved_port(const reserved_port&) = delete;
  reserved_port& operator=(const reserved_port&) = delete;
};

void write(const std::string& path, const std::string& text) {
  std::ofstream file{path, std::ios::binary};
  if (!(file << text).flush())
    throw std::runtime_error{path + " cannot be written"};
}

std::size_t append(char* text, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(text, size * count);
  return size * count;
}

rabbit_message message_from(const nlohmann::json& line) {
  const auto properties = line.value("properties", nlohmann::json::object());
  rabbit_message made;
  made.body = line.value("payload", "");
  made.routing_key = line.value("routing_key", "");
  if (!properties.is_object()) // it has none: an empty array
    return made;
  made.message_id = properties.value("message_id", "");
  made.content_type = properties.value("content_type", "");
  made.delivery_mode = properties.value("delivery_mode", 0);
  made.expiration = properties.value("expiration", "");
  made.timestamp = properties.value("timestamp", std::uint64_t{0});
  return made;
}

} // namespace

rabbitmq_server::free_ports rabbitmq_server::find_ports() {
  const reserved_port all[5];
  return {all[0].number, all[1].number, all[2].number, all[3].number, all[4].number};
}

rabbitmq_server::rabbitmq_server() : ports_(find_ports()) {
  write_files();
  process_plan plan{"/usr/bin/epmd",
                    {"-port", std::to_string(ports_.epmd), "-address", "127.0.0.1"}};
  epmd_ = std::make_unique<process>(plan);
  start();
}

rabbitmq_server::~rabbitmq_server() = default;

void rabbitmq_server::write_files() const {
  const tls_identity identity{"DNS:localhost"};
  write(place_.file("server.pem"), identity.pem());
  write(place_.file("server.key"), identity.key_pem());
  const auto more = "listeners.ssl.1 = 127.0.0.1:" + std::to_string(ports_.amqps) +
                    "\nssl_options.certfile = " + place_.file("server.pem") +
                    "\nssl_options.keyfile = " + place_.file("server.key") +
                    "\nvm_memory_high_watermark.absolute = 512MB\namqp1_0.default_user = guest\n";
  for (const auto& [name, text] : home().files(more))
    write(place_.file(name), text);
}

rabbitmq_home rabbitmq_server::home() const {
  return {place_.path(),
          "fanfare-test-" + std::to_string(ports_.amqp),
          {ports_.amqp, ports_.management, ports_.distribution, ports_.epmd}};
}

messaging_options rabbitmq_server::options() const {
  messaging_options how;
  how.url = "amqp://127.0.0.1:" + std::to_string(ports_.amqp);
  how.username = "guest";
  how.password = "guest";
  how.management_url = "http://127.0.0.1:" + std::to_string(ports_.management);
  return how;
}

// -- its process ----------------------------------------------------------------------

void rabbitmq_server::launch() {
  process_plan plan;
  const auto program = rabbitmq_home::program();
  if (!program)
    throw std::runtime_error{"there is no rabbitmq-server"};
  plan.program = *program;
  plan.directory = place_.path();
  plan.environment = home().environment();
  broker_ = std::make_unique<process>(plan);
}

void rabbitmq_server::start() {
  launch();
  wait_until_ready();
}

void rabbitmq_server::wait_until_ready() const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  // Its listeners are open, in this order, once the management answers.
  while (ask("GET", "/api/health/checks/port-listener/" + std::to_string(ports_.amqp)).status !=
         200) {
    if (std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error{"RabbitMQ did not start: " + broker_->out() + broker_->err()};
    std::this_thread::sleep_for(50ms);
  }
}

void rabbitmq_server::kill_now() {
  broker_->signal(SIGKILL);
  wait_until_gone();
}

void rabbitmq_server::wait_until_gone() {
  if (!broker_->wait())
    throw std::runtime_error{"RabbitMQ does not end"};
}

// -- its management -------------------------------------------------------------------

rabbitmq_server::answer rabbitmq_server::ask(const std::string& method, const std::string& path,
                                             const std::string& body) const {
  const std::unique_ptr<CURL, void (*)(CURL*)> easy{curl_easy_init(), curl_easy_cleanup};
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers{
      curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all};
  const auto url = "http://127.0.0.1:" + std::to_string(ports_.management) + path;
  answer got;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_USERPWD, "guest:guest");
  curl_easy_setopt(easy.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &got.body);
  if (!body.empty())
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body.c_str());
  if (curl_easy_perform(easy.get()) == CURLE_OK)
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &got.status);
  return got;
}

namespace {

void demand(const rabbitmq_server::answer& got, const std::string& what) {
  if (got.status < 200 || got.status > 299)
    throw std::runtime_error{what + " -> " + std::to_string(got.status) + " " + got.body};
}

} // namespace

void rabbitmq_server::add_exchange(const std::string& name, const std::string& type) const {
  demand(ask("PUT", "/api/exchanges/%2F/" + name, R"({"type":")" + type + R"(","durable":true})"),
         name);
}

void rabbitmq_server::drop_exchange(const std::string& name) const {
  demand(ask("DELETE", "/api/exchanges/%2F/" + name), name);
}

std::optional<std::string> rabbitmq_server::exchange(const std::string& name) const {
  auto got = ask("GET", "/api/exchanges/%2F/" + name);
  return got.status == 200 ? std::optional{std::move(got.body)} : std::nullopt;
}

void rabbitmq_server::add_queue(const std::string& name, const std::string& arguments) const {
  demand(ask("PUT", "/api/queues/%2F/" + name, R"({"durable":true,"arguments":)" + arguments + "}"),
         name);
}

void rabbitmq_server::bind(const std::string& queue, const std::string& exchange,
                           const std::string& key) const {
  demand(ask("POST", "/api/bindings/%2F/e/" + exchange + "/q/" + queue,
             R"({"routing_key":")" + key + R"("})"),
         queue);
}

void rabbitmq_server::add_user(const std::string& name, const std::string& password,
                               const std::string& configure) const {
  demand(
      ask("PUT", "/api/users/" + name, R"({"password":")" + password + R"(","tags":"management"})"),
      name);
  demand(ask("PUT", "/api/permissions/%2F/" + name,
             R"({"configure":")" + configure + R"(","write":".*","read":".*"})"),
         name);
}

std::vector<rabbit_message> rabbitmq_server::take_all(const std::string& queue) const {
  std::vector<rabbit_message> all;
  for (;;) {
    const auto got = ask("POST", "/api/queues/%2F/" + queue + "/get",
                         R"({"count":1000,"ackmode":"ack_requeue_false","encoding":"auto"})");
    demand(got, queue);
    const auto some = nlohmann::json::parse(got.body);
    if (some.empty())
      return all;
    for (const auto& each : some)
      all.push_back(message_from(each));
  }
}

std::vector<rabbit_message> rabbitmq_server::take(const std::string& queue,
                                                  std::size_t count) const {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  auto all = take_all(queue);
  while (all.size() < count && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(20ms);
    for (auto& each : take_all(queue))
      all.push_back(std::move(each));
  }
  return all;
}

} // namespace fanfare::test
