#include "server/answer.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {
namespace {

using json = nlohmann::ordered_json;

constexpr auto problem_type = "application/problem+json";

std::string text_of(const json& what) {
  // A detail may quote bytes of a request that are no UTF-8.
  return what.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string_view title(unsigned status) {
  switch (status) {
  case 400:
    return "Bad Request";
  case 404:
    return "Not Found";
  case 405:
    return "Method Not Allowed";
  case 413:
    return "Payload Too Large";
  case 415:
    return "Unsupported Media Type";
  case 417:
    return "Expectation Failed";
  case 431:
    return "Request Header Fields Too Large";
  case 503:
    return "Service Unavailable";
  default:
    return "Internal Server Error";
  }
}

unsigned status_of(errc code) {
  switch (code) {
  case errc::invalid_report:
    return 400;
  case errc::too_large:
    return 413;
  case errc::busy:
  case errc::shutting_down:
  case errc::store_unreachable:
  case errc::store_in_use:
    return 503;
  case errc::not_found:
  case errc::conflict:
  case errc::invalid_listener:
  case errc::invalid_options:
  case errc::internal:
    return 500;
  }
  return 500;
}

} // namespace

answer plain(std::string_view text) {
  return {200, "text/plain; charset=utf-8", std::string{text}};
}

answer accepted(const receipt& what) {
  // Written by hand: this is the one answer on the hot path, and ids are hex digits.
  std::string body = R"({"ids":[)";
  for (const auto& id : what.ids) {
    if (&id != &what.ids.front())
      body += ',';
    body.append(1, '"').append(id).append(1, '"');
  }
  body += "]}";
  return {202, "application/json", std::move(body)};
}

answer readiness(const health& now) {
  const json body{{"ready", now.ready}, {"problems", now.problems}, {"warnings", now.warnings}};
  return {now.ready ? 200u : 503u, "application/json", text_of(body)};
}

answer problem(unsigned status, std::string_view detail) {
  const json body{
      {"type", "about:blank"}, {"title", title(status)}, {"status", status}, {"detail", detail}};
  return {status, problem_type, text_of(body)};
}

answer problem(const error& why) {
  const auto status = status_of(why.code);
  json body{{"type", "urn:fanfare:error:" + std::string{name(why.code)}},
            {"title", title(status)},
            {"status", status},
            {"detail", why.detail}};
  if (!why.stored.empty())
    body["ids"] = why.stored;
  answer said{status, problem_type, text_of(body)};
  said.try_again = status == 503;
  return said;
}

} // namespace fanfare
