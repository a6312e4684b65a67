#include "fanfare/configuration.hpp"

#include "engine/ini_file.hpp"
#include "engine/options_table.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace fanfare {
namespace {

constexpr std::string_view pulp_broker = "tcp://localhost:5672";
/// In front of every subject that Pulp published, and known to its consumers.
constexpr std::string_view pulp_prefix = "pulp.server";

/// The parts of `<protocol>://<user>:<password>@<host>:<port>/<virtual-host>`.
struct broker_address {
  std::string url;
  std::string username;
  std::string password;
};

/// Translates one file, section by section.
class pulp_translation {
public:
  pulp_translation(const ini_file& from, std::string_view origin) : from_{from}, origin_{origin} {}

  result<translated_settings> all() {
    made_.toml =
        "# Made from " + printable_origin() + " of Pulp. Every other key has its default.\n";
    if (const auto* email = from_.find("email"))
      if (auto done = translate_email(*email); !done)
        return done.error();
    if (const auto* messaging = from_.find("messaging"))
      if (auto done = translate_messaging(*messaging); !done)
        return done.error();
    note_other_sections();
    return std::move(made_);
  }

private:
  std::string printable_origin() const { return quoted(origin_); }

  error wrong(const ini_setting& what, std::string_view why) const {
    return {errc::invalid_options, std::string{origin_} + ":" + std::to_string(what.line) + ": " +
                                       what.key + ": " + std::string{why}};
  }

  void begin(std::string_view section) { made_.toml += "\n[" + std::string{section} + "]\n"; }

  void write(std::string_view key, std::string_view value) {
    made_.toml += std::string{key} + " = " + std::string{value} + "\n";
  }

  void write_text(std::string_view key, std::string_view text) { write(key, toml_text(text)); }

  result<void> translate_email(const ini_section& from) {
    const auto enabled = flag(from, "enabled");
    const auto port = port_of(from);
    if (!enabled || !port)
      return enabled ? port.error() : enabled.error();
    begin("email");
    write("enabled", *enabled ? "true" : "false");
    write_text("host", from.value("host").value_or("localhost"));
    write("port", std::to_string(*port));
    write_text("from", from.value("from").value_or("pulp@localhost"));
    note_unused(from, {"enabled", "host", "port", "from"});
    return {};
  }

  result<void> translate_messaging(const ini_section& from) {
    const auto* given = from.find("url");
    const auto broker = broker_of(given ? std::string_view{given->value} : pulp_broker);
    if (!broker)
      return wrong(*given, broker.error().detail);
    begin("messaging");
    write_text("url", broker->url);
    if (!broker->username.empty())
      write_text("username", broker->username);
    if (!broker->password.empty())
      write_text("password", broker->password);
    write_text("topic_exchange", exchange_of(from));
    made_.toml += "# Pulp put this before every event type, and its consumers expect it.\n";
    write_text("subject_prefix", pulp_prefix);
    note_unused(from, {"url", "topic_exchange"});
    return {};
  }

  /// Pulp documents that the single quotes are part of the setting.
  static std::string exchange_of(const ini_section& from) {
    auto name = from.value("topic_exchange").value_or("");
    if (name.size() >= 2 && name.front() == '\'' && name.back() == '\'')
      name = name.substr(1, name.size() - 2);
    return name.empty() ? "amq.topic" : name;
  }

  result<bool> flag(const ini_section& from, std::string_view key) const {
    const auto* given = from.find(key);
    if (!given)
      return false;
    auto word = given->value;
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto* yes : {"1", "yes", "true", "on"})
      if (word == yes)
        return true;
    for (const auto* no : {"0", "no", "false", "off"})
      if (word == no)
        return false;
    return wrong(*given, quoted(given->value) + " is neither true nor false");
  }

  result<int> port_of(const ini_section& from) const {
    const auto* given = from.find("port");
    if (!given)
      return 25;
    int port = 0;
    const auto end = given->value.data() + given->value.size();
    const auto [rest, ec] = std::from_chars(given->value.data(), end, port);
    if (ec != std::errc{} || rest != end || port < 1 || port > 65'535)
      return wrong(*given, quoted(given->value) + " is no port from 1 to 65535");
    return port;
  }

  result<broker_address> broker_of(std::string_view url) const {
    const error no_broker{errc::invalid_options,
                          "must be tcp://HOST:PORT or ssl://HOST:PORT, as Pulp wants it"};
    const auto colon = url.find("://");
    const auto protocol = url.substr(0, colon);
    if (colon == std::string_view::npos || colon + 3 == url.size())
      return no_broker;
    const bool plain = protocol == "tcp" || protocol == "qpid" || protocol == "amqp";
    if (!plain && protocol != "ssl" && protocol != "amqps")
      return no_broker;
    auto rest = url.substr(colon + 3);
    broker_address made;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
      const auto user = rest.substr(0, at);
      const auto separator = user.find(':');
      made.username = user.substr(0, separator);
      if (separator != std::string_view::npos)
        made.password = user.substr(separator + 1);
      rest = rest.substr(at + 1);
    }
    if (rest.empty())
      return no_broker;
    made.url = (plain ? "amqp://" : "amqps://") + std::string{rest};
    return made;
  }

  void note_unused(const ini_section& from, const std::vector<std::string_view>& used) {
    for (const auto& setting : from.settings)
      if (std::find(used.begin(), used.end(), setting.key) == used.end())
        made_.notes.push_back(std::string{origin_} + ":" + std::to_string(setting.line) + ": [" +
                              from.name + "] " + quoted(setting.key) +
                              " has no counterpart and was left out");
  }

  void note_other_sections() {
    std::string names;
    for (const auto& section : from_.sections)
      if (section.name != "email" && section.name != "messaging" && !section.settings.empty())
        names += (names.empty() ? "" : ", ") + quoted(section.name);
    if (!names.empty())
      made_.notes.push_back("sections that do not concern events were left out: " + names);
    if (!from_.find("email") && !from_.find("messaging"))
      made_.notes.push_back(std::string{origin_} +
                            " has neither [email] nor [messaging]; is it Pulp's server.conf?");
  }

  const ini_file& from_;
  std::string_view origin_;
  translated_settings made_;
};

} // namespace

result<translated_settings> settings_from_pulp(std::string_view server_conf,
                                               std::string_view origin) {
  const auto read = read_ini(server_conf, origin);
  if (!read)
    return read.error();
  return pulp_translation{*read, origin}.all();
}

} // namespace fanfare
