#include "cli/demo_plan.hpp"

#include "cli/demo_texts.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace fanfare {

namespace {

using nlohmann::json;

std::string text_at(const std::string& report, const char* pointer) {
  auto value = json::parse(report, nullptr, false);
  return value.is_discarded() ? std::string{} : value.value(json::json_pointer{pointer}, "");
}

bool is_due(const demo_listener& to, const demo_publication& one) {
  return to.due.find(one.what->letter) != to.due.npos;
}

std::string described(const demo_publication& one) {
  return std::string{"report "} + one.what->letter + " (" + one.what->event_type() + ")";
}

std::string unexpected(const demo_arrival& request) {
  return "POST " + request.path + " with webhook-id " + request.id + " and " +
         std::to_string(request.body.size()) + " bytes was not due";
}

bool carries(const demo_listener& to, const demo_report& what, const std::string& body) {
  using nlohmann::ordered_json;
  if (!to.mails())
    return body == what.body();
  return ordered_json::parse(body, nullptr, false) ==
         ordered_json::parse(what.body(), nullptr, false);
}

/// Where every publication that is due must arrive.
std::vector<std::string> places_of(const demo_listener& to) {
  if (to.queues())
    return {std::string{to.name}};
  if (!to.mails())
    return {"/" + std::string{to.name}};
  return {to.addresses.begin(), to.addresses.end()};
}

/// What is wrong with the arrivals that carried one publication.
void check_publication(const demo_listener& to, const demo_publication& one,
                       const std::vector<demo_arrival>& arrived, std::vector<std::string>& wrong) {
  const auto places = places_of(to);
  std::map<std::string, std::size_t> taken;
  for (const auto& request : arrived) {
    if (request.id != one.id)
      continue;
    taken[to.mails() ? request.path : places.front()] += request.taken() ? 1 : 0;
    if (!is_due(to, one))
      wrong.push_back(described(one) + " was not due");
    else if (!carries(to, *one.what, request.body))
      wrong.push_back(described(one) + " arrived with other bytes than were published");
    else if (std::find(places.begin(), places.end(), request.path) == places.end())
      wrong.push_back(described(one) + " arrived at " + request.path);
  }
  if (!is_due(to, one))
    return;
  for (const auto& place : places)
    if (const auto times = taken[place]; times != 1)
      wrong.push_back(
          described(one) +
          (times == 0 ? " is missing" : " arrived " + std::to_string(times) + " times") +
          (to.mails() ? " at " + place : ""));
}

} // namespace

std::string demo_report::body() const {
  if (wrap_as.empty())
    return std::string{text};
  return R"({"event_type":")" + std::string{wrap_as} + R"(","payload":)" + std::string{text} +
         R"(,"call_report":null})";
}

std::string demo_report::event_type() const { return text_at(body(), "/event_type"); }

std::string demo_report::repo_id() const { return text_at(body(), "/payload/repo_id"); }

const std::vector<demo_report>& demo_reports() {
  static const std::vector<demo_report> reports{{'A', demo_text_a, ""},
                                                {'B', demo_text_b, "repo.sync.finish"},
                                                {'C', demo_text_c, "repo.sync.finish"},
                                                {'D', demo_text_d, "repo.publish.start"},
                                                {'E', demo_text_e, "repo.publish.finish"},
                                                {'F', demo_text_f, "repo.sync.finish"},
                                                {'G', demo_text_g, ""},
                                                {'H', demo_text_h, ""}};
  return reports;
}

const std::vector<demo_listener>& demo_listeners(demo_extra with) {
  static const std::vector<demo_listener> listeners{
      {"sync-start", "repo.sync.start", "A"},
      {"finishes", "repo.*.finish", "BCEFH", 1},
      {"repositories", "repo.#", "ABCDEFGH"},
      {"everything", "*", "ABCDEFGH"},
      {"mails", "repo.publish.*", "DEGH", 0, true, {"ops@example.com", "dev@example.com"}},
      {"switched-off", "*", "", 0, false}};
  static const auto with_queue = [] {
    auto all = listeners;
    demo_listener queue{"syncs", "*", "ABCF"};
    queue.binding = "repo.sync.*";
    all.push_back(queue);
    return all;
  }();
  return with == demo_extra::rabbitmq ? with_queue : listeners;
}

std::size_t due_at(const demo_listener& to) { return to.due.size() * places_of(to).size(); }

std::vector<std::string> discrepancies(const demo_listener& to,
                                       const std::vector<demo_publication>& published,
                                       const std::vector<demo_arrival>& arrived) {
  std::vector<std::string> wrong;
  for (const auto& one : published)
    check_publication(to, one, arrived, wrong);
  unsigned refused = 0;
  for (const auto& request : arrived) {
    refused += request.taken() ? 0 : 1;
    if (std::none_of(published.begin(), published.end(),
                     [&](const auto& one) { return one.id == request.id; }))
      wrong.push_back(unexpected(request));
  }
  if (refused != to.refusals)
    wrong.push_back(std::to_string(refused) + " requests were refused instead of " +
                    std::to_string(to.refusals));
  return wrong;
}

} // namespace fanfare
