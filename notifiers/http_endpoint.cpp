#include "notifiers/http_endpoint.hpp"

#include "messages/quote.hpp"
#include "messages/secret_reference.hpp"
#include "messages/spelling.hpp"
#include "notifiers/base64.hpp"
#include "notifiers/secret_source.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fanfare {

namespace {

using json = nlohmann::json;

constexpr std::array<std::string_view, 4> known_fields{"url", "username", "password", "ca_path"};
constexpr std::size_t max_credential_bytes = 1024;

error wrong(std::string_view field, std::string_view why) {
  return {errc::invalid_listener, std::string{field} + ": " + std::string{why}};
}

error unknown_field(std::string_view field) {
  const auto suggestion = did_you_mean(field, {known_fields.begin(), known_fields.end()});
  return wrong(quoted(field),
               "is no field of an http listener (url, username, password, ca_path)" + suggestion);
}

result<void> check_fields(const json& config) {
  for (const auto& [field, value] : config.items()) {
    if (std::find(known_fields.begin(), known_fields.end(), field) == known_fields.end())
      return unknown_field(field);
    if (!value.is_string())
      return wrong(field, std::string{"must be a string, not "} +
                              (value.is_null() ? "null; leave it out for none"
                                               : std::string{value.type_name()}));
  }
  return {};
}

/// Controls would end up in a header of the request.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

result<void> check_credential(std::string_view field, std::string_view value) {
  if (has_control(value))
    return wrong(field, "holds a control character, such as a line break; leave it out");
  if (value.size() > max_credential_bytes)
    return wrong(field, "is longer than 1024 bytes");
  if (field == "username" && value.find(':') != std::string_view::npos)
    return wrong(field, "holds a colon, which ends the name in Basic authentication");
  return {};
}

result<std::optional<basic_credentials>> read_credentials(const json& config) {
  const bool has_name = config.contains("username");
  const bool has_password = config.contains("password");
  if (!has_name && !has_password)
    return std::optional<basic_credentials>{};
  if (!has_password)
    return wrong("username", "given without a password; give both (a password may be empty) "
                             "or neither");
  if (!has_name)
    return wrong("password", "given without a username; give both or neither");
  basic_credentials both{config["username"].get<std::string>(),
                         config["password"].get<std::string>()};
  if (auto fine = check_credential("username", both.username); !fine)
    return fine.error();
  if (auto fine = check_credential("password", both.password); !fine)
    return fine.error();
  if (auto reference = secret_reference::parse(both.password); !reference)
    return wrong("password", reference.error().detail);
  return std::optional{std::move(both)};
}

} // namespace

result<http_endpoint> http_endpoint::parse(std::string_view config) {
  const auto read = json::parse(config, nullptr, false);
  if (!read.is_object())
    return wrong("notifier_config", "must be a JSON object, e.g. {\"url\":\"https://…\"}");
  if (auto fine = check_fields(read); !fine)
    return fine.error();
  if (!read.contains("url"))
    return wrong("url", "is missing; give the address to POST to, e.g. https://example.com/hook");
  auto url = http_url::parse(read["url"].get_ref<const std::string&>());
  if (!url)
    return url.error();
  auto credentials = read_credentials(read);
  if (!credentials)
    return credentials.error();
  std::string ca_path;
  if (read.contains("ca_path")) {
    ca_path = read["ca_path"].get<std::string>();
    if (ca_path.empty() || has_control(ca_path))
      return wrong("ca_path", ca_path.empty() ? "is empty; name a PEM file or leave it out"
                                              : "holds a control character; name a PEM file");
  }
  return http_endpoint{std::move(*url), *std::move(credentials), std::move(ca_path)};
}

bool http_endpoint::has_reference() const {
  return credentials && is_secret_reference(credentials->password);
}

std::vector<std::string> http_endpoint::secrets() const {
  std::vector<std::string> all;
  if (credentials) {
    all.push_back(credentials->password);
    all.push_back(base64(credentials->username + ":" + credentials->password));
  }
  for (auto& each : url.query_texts())
    all.push_back(std::move(each));
  return all;
}

result<void> http_endpoint::resolve() {
  if (!has_reference())
    return {};
  auto secret = resolve_secret(credentials->password);
  if (!secret)
    return wrong("password", secret.error().detail);
  if (auto fine = check_credential("password", *secret); !fine)
    return error{errc::invalid_listener,
                 fine.error().detail + " (in " + quoted(credentials->password) + ")"};
  credentials->password = *std::move(secret);
  return {};
}

} // namespace fanfare
