#include "cli/log.hpp"

#include "cli/text_layout.hpp"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>

namespace fanfare {

namespace {

spdlog::level::level_enum spdlog_level(log_level level) {
  switch (level) {
  case log_level::debug:
    return spdlog::level::debug;
  case log_level::info:
    return spdlog::level::info;
  case log_level::warning:
    return spdlog::level::warn;
  case log_level::error:
    return spdlog::level::err;
  }
  return spdlog::level::info;
}

/// Writes a time as RFC 3339 has it, in milliseconds.
std::string time_of(const spdlog::details::log_msg& said) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::floor<std::chrono::seconds>(said.time);
  const auto rest = std::chrono::duration_cast<milliseconds>(said.time - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest);
}

class json_formatter final : public spdlog::formatter {
public:
  void format(const spdlog::details::log_msg& said, spdlog::memory_buf_t& to) override {
    const auto level = spdlog::level::to_string_view(said.level);
    const nlohmann::ordered_json line{
        {"time", time_of(said)},
        {"level", std::string{level.data(), level.size()}},
        {"message", std::string{said.payload.data(), said.payload.size()}}};
    const auto text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    to.append(text.data(), text.data() + text.size());
    to.push_back('\n');
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<json_formatter>();
  }
};

} // namespace

log_sink log_to_stderr(log_level least, log_format how) {
  auto log = std::make_shared<spdlog::logger>(
      "fanfare", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  if (how == log_format::json)
    log->set_formatter(std::make_unique<json_formatter>());
  else
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog_level(least));
  log->flush_on(spdlog::level::debug);
  log->set_error_handler([](const std::string&) {});
  return [log](log_level level, std::string_view sentence) {
    log->log(spdlog_level(level), printable(sentence));
  };
}

} // namespace fanfare
