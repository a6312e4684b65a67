#include "storage/redis_url.hpp"

#include <charconv>
#include <optional>
#include <system_error>

namespace fanfare {

namespace {

constexpr std::string_view tcp = "redis://";
constexpr std::string_view unix_socket = "redis+unix://";
constexpr std::string_view highest_database = "4294967295";

error wrong(const std::string& why) {
  return {errc::invalid_options,
          "store URL " + why +
              "; use redis://[user:password@]host:port/db, or redis+unix://PATH for a socket"};
}

bool starts_with(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end)
    return std::nullopt;
  return value;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  const auto lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Undoes percent-encoding; none if a `%` is not followed by two hex digits.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const auto complete = i + 2 < text.size();
    const auto high = complete ? hex_value(text[i + 1]) : -1;
    const auto low = complete ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      return std::nullopt;
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

result<void> read_user(std::string_view text, redis_address& into) {
  const auto colon = text.find(':');
  const auto user = decoded(text.substr(0, colon));
  const auto password =
      colon == std::string_view::npos ? std::string{} : decoded(text.substr(colon + 1));
  if (!user || !password)
    return wrong("redis:… has a '%' in its user or password that is not followed by two hex "
                 "digits (write %25 for '%')");
  into.user = *user;
  into.password = *password;
  if (into.password.empty())
    return wrong("redis:… names a user without a password");
  return {};
}

result<void> read_host(std::string_view text, redis_address& into) {
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  const auto has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  auto host = text.substr(0, has_port ? colon : text.size());
  if (has_port) {
    const auto port = number<std::uint16_t>(text.substr(colon + 1));
    if (!port || *port == 0)
      return wrong("redis:… has a port that is no number from 1 to 65535");
    into.port = *port;
  }
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find('\0') != std::string_view::npos)
    return wrong("redis:… names no host");
  into.host = host;
  return {};
}

result<void> read_database(std::string_view text, redis_address& into) {
  if (text.empty())
    return {};
  const auto database = number<std::uint32_t>(text);
  if (!database)
    return wrong("redis:… has a database that is no number from 0 to " +
                 std::string{highest_database});
  into.database = *database;
  return {};
}

result<redis_address> parse_tcp(std::string_view rest) {
  redis_address read;
  const auto at = rest.rfind('@');
  if (at != std::string_view::npos) {
    if (auto user = read_user(rest.substr(0, at), read); !user)
      return user.error();
    rest = rest.substr(at + 1);
  }
  const auto slash = rest.find('/');
  if (auto host = read_host(rest.substr(0, slash), read); !host)
    return host.error();
  if (slash != std::string_view::npos)
    if (auto database = read_database(rest.substr(slash + 1), read); !database)
      return database.error();
  return read;
}

result<redis_address> parse_unix(std::string_view rest) {
  constexpr std::string_view key = "?db=";
  constexpr std::size_t longest_path = 107;
  redis_address read;
  const auto query = rest.find(key);
  const auto path = rest.substr(0, query);
  if (path.empty() || path.front() != '/' || path.find('\0') != std::string_view::npos)
    return wrong("redis+unix:… names no socket by its absolute path");
  if (path.size() > longest_path)
    return wrong("redis+unix:… has a path longer than 107 bytes, the most a socket's may have");
  read.path = path;
  if (query != std::string_view::npos)
    if (auto database = read_database(rest.substr(query + key.size()), read); !database)
      return database.error();
  return read;
}

} // namespace

std::string redis_address::shown() const {
  const auto db = std::to_string(database);
  if (host.empty())
    return "redis+unix://" + path + (database == 0 ? "" : "?db=" + db);
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return "redis://" + name + ":" + std::to_string(port) + "/" + db;
}

result<redis_address> parse_redis_url(std::string_view url) {
  for (const std::string_view later : {"redis+sentinel:", "redis+cluster:"})
    if (starts_with(url, later))
      return wrong(std::string{later} + "… is not available yet, it comes in a later version");
  if (starts_with(url, tcp))
    return parse_tcp(url.substr(tcp.size()));
  if (starts_with(url, unix_socket))
    return parse_unix(url.substr(unix_socket.size()));
  return wrong(std::string{url.substr(0, url.find(':'))} + ":… is of an unknown kind");
}

} // namespace fanfare
