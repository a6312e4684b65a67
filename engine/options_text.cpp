#include "fanfare/configuration.hpp"

#include "engine/options_table.hpp"
#include "messages/duration_text.hpp"
#include "messages/listener_json.hpp"
#include "messages/rate_text.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {
namespace {

using std::chrono::milliseconds;

struct toml_writer {
  const option_key& key;

  std::string operator()(const std::string& text) const {
    switch (key.show) {
    case secrecy::open:
      return toml_text(text);
    case secrecy::secret:
      return toml_text(text.empty() ? std::string_view{} : mask);
    case secrecy::url_password:
      return toml_text(without_password(text));
    }
    return {};
  }

  std::string operator()(std::uint32_t number) const { return std::to_string(number); }
  std::string operator()(std::size_t number) const { return std::to_string(number); }
  std::string operator()(milliseconds duration) const { return toml_text(to_text(duration)); }

  std::string operator()(double rate) const { return toml_text(rate_text(rate)); }

  std::string operator()(const std::vector<milliseconds>& list) const {
    std::vector<std::string> texts;
    texts.reserve(list.size());
    for (const auto each : list)
      texts.push_back(to_text(each));
    return (*this)(texts);
  }

  std::string operator()(const std::vector<std::string>& list) const {
    std::string made;
    for (const auto& item : list)
      made += (made.empty() ? "" : ", ") + toml_text(item);
    return "[" + made + "]";
  }

  std::string operator()(bool flag) const { return flag ? "true" : "false"; }

  std::string operator()(smtp_security how) const {
    switch (how) {
    case smtp_security::none:
      return R"("none")";
    case smtp_security::starttls:
      return R"("starttls")";
    case smtp_security::tls:
      return R"("tls")";
    }
    return {};
  }

  std::string operator()(log_level level) const {
    switch (level) {
    case log_level::debug:
      return R"("debug")";
    case log_level::info:
      return R"("info")";
    case log_level::warning:
      return R"("warning")";
    case log_level::error:
      return R"("error")";
    }
    return {};
  }

  std::string operator()(log_format format) const {
    switch (format) {
    case log_format::human:
      return R"("human")";
    case log_format::json:
      return R"("json")";
    }
    return {};
  }
};

} // namespace

// A JSON string is a TOML string, but for one control character.
std::string toml_text(std::string_view text) {
  const nlohmann::json value(text);
  std::string made;
  for (const char c : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
    made += c == '\x7f' ? std::string{"\\u007f"} : std::string(1, c);
  return made;
}

std::string without_password(std::string_view url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string_view::npos ? 0 : scheme + 3;
  // A password that was not escaped may hold a slash: rather too much is masked than too little.
  const auto at = url.rfind('@');
  const auto colon = url.find(':', start);
  if (scheme == std::string_view::npos || at == std::string_view::npos || colon > at)
    return std::string{url};
  return std::string{url.substr(0, colon + 1)}.append(mask).append(url.substr(at));
}

std::string shown_option(const options& of, const option_key& key) {
  auto copy = of; // places are looked up in what may be changed
  return std::visit([&](auto place) { return toml_writer{key}(place(copy)); }, key.place);
}

} // namespace fanfare
