#include "notifiers/rabbitmq_http.hpp"

#include "messages/quote.hpp"
#include "notifiers/amqp_dialect.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t most_of_answer = 4'096;
constexpr const char* topic_exchange =
    R"({"type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{}})";

std::string api_of(const amqp_broker& with, const amqp_address& at) {
  auto url = with.how.management_url;
  if (url.empty()) {
    auto there = at;
    there.port = at.uses_tls ? 15671 : 15672;
    return (at.uses_tls ? "https://" : "http://") + there.authority();
  }
  while (url.ends_with('/'))
    url.pop_back();
  return url;
}

/// The URL without the user and password that it may name.
std::string without_user(const std::string& url) {
  const auto scheme = url.find("://");
  const auto at = url.rfind('@');
  if (scheme == std::string::npos || at == std::string::npos)
    return url;
  return url.substr(0, scheme + 3) + url.substr(at + 1);
}

std::string path_of(const std::string& exchange, const amqp_address& at) {
  return "/api/exchanges/" + percent_encoded(at.virtual_host.empty() ? "/" : at.virtual_host) +
         "/" + percent_encoded(exchange);
}

} // namespace

struct rabbitmq_http::request {
  curl_easy easy{curl_easy_init()};
  curl_headers headers;
  std::string url;
  std::optional<declaration> before; ///< What came of the PUT. None: this is the PUT.
  std::string exchange;
  std::string answer;
  bool sound = true;
  char complaint[CURL_ERROR_SIZE] = "";

  bool asks_only() const { return before.has_value(); }
  /// What is asked, for people.
  std::string shown() const { return (asks_only() ? "GET " : "PUT ") + without_user(url); }

  template <class Value>
  void set(CURLoption option, Value value) {
    sound = sound && curl_easy_setopt(easy.get(), option, value) == CURLE_OK;
  }

  void set_up(const amqp_broker& with, const amqp_address& at, std::chrono::milliseconds patience) {
    headers.reset(curl_slist_append(nullptr, "Content-Type: application/json"));
    sound = easy != nullptr && headers != nullptr;
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_ERRORBUFFER, complaint);
    set(CURLOPT_WRITEFUNCTION, &write);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    if (!asks_only()) {
      set(CURLOPT_CUSTOMREQUEST, "PUT");
      set(CURLOPT_POSTFIELDS, topic_exchange);
    }
    if (!with.how.ca_path.empty())
      set(CURLOPT_CAINFO, with.how.ca_path.c_str());
    if (!with.how.client_cert.empty()) {
      set(CURLOPT_SSLCERT, with.how.client_cert.c_str());
      set(CURLOPT_SSLKEY, with.how.client_key.c_str());
    }
    // A user in the URL goes before.
    if (at.username.empty() || url != without_user(url))
      return;
    set(CURLOPT_HTTPAUTH, long{CURLAUTH_BASIC});
    set(CURLOPT_USERNAME, at.username.c_str());
    set(CURLOPT_PASSWORD, at.password.c_str());
  }

  static std::size_t write(char* text, std::size_t size, std::size_t count, void* self) {
    auto& answer = static_cast<request*>(self)->answer;
    const auto room = most_of_answer - std::min(most_of_answer, answer.size());
    answer.append(text, std::min(room, size * count));
    return size * count;
  }

  declaration outcome(CURLcode how) {
    if (how != CURLE_OK) {
      const auto* words = complaint[0] != '\0' ? complaint : curl_easy_strerror(how);
      return {exchange, declaration::answer::unanswered, shown() + " -> " + words};
    }
    long status = 0;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    if (!asks_only())
      return declaration_from(exchange, static_cast<unsigned>(status), answer, shown());
    if (status == 200)
      return type_from_answer();
    if (status == 404 && before->how == declaration::answer::exists)
      return {exchange, declaration::answer::unanswered,
              shown() + " -> 404, although it was made just now; see management_url"};
    return *before;
  }

  /// Who may not make an exchange may be told of one.
  declaration type_from_answer() const {
    const auto read = nlohmann::json::parse(answer, nullptr, false);
    const auto found = read.is_object() ? read.find("type") : read.end();
    if (found == read.end() || !found->is_string())
      return {exchange, declaration::answer::unanswered,
              shown() + " -> this is not how RabbitMQ tells of an exchange; see management_url"};
    const auto& type = found->get_ref<const std::string&>();
    if (type == "topic")
      return {exchange, declaration::answer::exists, {}};
    return {exchange, declaration::answer::conflict, shown() + " -> its type is " + quoted(type)};
  }
};

rabbitmq_http::rabbitmq_http(curl_transfers& over, const amqp_broker& with, const amqp_address& at,
                             std::chrono::milliseconds patience)
    : over_(over), with_(with), at_(at), patience_(patience) {}

rabbitmq_http::~rabbitmq_http() {
  for (const auto& one : asked_)
    curl_multi_remove_handle(over_.multi(), one->easy.get());
}

void rabbitmq_http::declare(const std::string& exchange, clock::time_point) {
  ask(exchange, std::nullopt);
}

void rabbitmq_http::ask(const std::string& exchange, std::optional<declaration> before) {
  auto made = std::make_unique<request>();
  made->url = api_of(with_, at_) + path_of(exchange, at_);
  made->exchange = exchange;
  made->before = std::move(before);
  made->set_up(with_, at_, patience_);
  if (made->sound && curl_multi_add_handle(over_.multi(), made->easy.get()) == CURLM_OK)
    asked_.push_back(std::move(made));
  else
    answers_.push_back(
        {exchange, declaration::answer::unanswered, made->shown() + " -> out of memory"});
}

void rabbitmq_http::end(const curl_transfers::ended& which) {
  const auto found = std::find_if(asked_.begin(), asked_.end(), [&which](const auto& one) {
    return one->easy.get() == which.which;
  });
  if (found == asked_.end())
    return;
  const auto one = std::move(*found);
  asked_.erase(found);
  curl_multi_remove_handle(over_.multi(), one->easy.get());
  auto came = one->outcome(which.how);
  const bool tells =
      came.how == declaration::answer::refused || came.how == declaration::answer::exists;
  if (tells && !one->asks_only())
    return ask(one->exchange, std::move(came));
  answers_.push_back(std::move(came));
}

std::vector<declaration> rabbitmq_http::take_answers(clock::time_point) {
  return std::exchange(answers_, {});
}

} // namespace fanfare
