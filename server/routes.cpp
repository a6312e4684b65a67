#include "server/routes.hpp"

#include <algorithm>

namespace fanfare {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Returns "application/json" of "Application/JSON; charset=utf-8".
std::string media_type(std::string_view content_type) {
  auto text = content_type.substr(0, content_type.find(';'));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  std::string type{text};
  std::transform(type.begin(), type.end(), type.begin(), lower);
  return type;
}

answer wrong_type(std::string_view type) {
  constexpr auto ways = "application/json (one report, or an array of them) or "
                        "application/x-ndjson (one report per line)";
  if (type.empty())
    return problem(415, std::string{"Content-Type: missing; send "} + ways);
  if (type == "application/x-www-form-urlencoded")
    return problem(415, "Content-Type: application/x-www-form-urlencoded is what `curl -d` sends "
                        "unless it is told otherwise; add -H 'Content-Type: application/json'");
  return problem(415, "Content-Type: " + std::string{type} + " is not understood; send " + ways);
}

answer wrong_method(const request_head& head, std::string_view allowed) {
  auto said = problem(405, std::string{head.method} +
                               " is not possible here; possible: " + std::string{allowed});
  said.allow = allowed;
  return said;
}

std::variant<door, answer> publish_route(const request_head& head) {
  if (head.method != "POST")
    return wrong_method(head, "POST");
  if (!head.content_encoding.empty() && media_type(head.content_encoding) != "identity")
    return problem(415, "Content-Encoding: " + std::string{head.content_encoding} +
                            " is not understood; send the body as it is");
  const auto type = media_type(head.content_type);
  if (type == "application/json")
    return door::publish_json;
  if (type == "application/x-ndjson")
    return door::publish_ndjson;
  return wrong_type(type);
}

std::variant<door, answer> reading_route(const request_head& head, door where) {
  if (head.method != "GET" && head.method != "HEAD")
    return wrong_method(head, "GET, HEAD");
  return where;
}

} // namespace

std::variant<door, answer> route(const request_head& head) {
  const auto path = head.target.substr(0, head.target.find('?'));
  if (path == "/v1/events")
    return publish_route(head);
  if (path == "/livez")
    return reading_route(head, door::livez);
  if (path == "/readyz")
    return reading_route(head, door::readyz);
  if (path == "/metrics")
    return reading_route(head, door::metrics);
  return problem(404, "nothing is found at " + std::string{path} +
                          "; events are published with POST /v1/events");
}

} // namespace fanfare
