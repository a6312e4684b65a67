#include "matching/filter_match.hpp"
#include "matching/listener_index.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"
#include "messages/parse_report.hpp"
#include "tests/fuzz/fuzz_targets.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/matching/naive_filter.hpp"
#include "tests/matching/naive_json.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

namespace {

ready_listener_ptr ready(const std::string& id, std::string asked) {
  listener what;
  what.id = id;
  what.event_types = {"*"};
  what.filter = std::move(asked);
  auto made = std::make_shared<ready_listener>();
  made->what = std::make_shared<const listener>(std::move(what));
  return made;
}

/// So many listeners with the same filter that it is looked up by what is
/// rarest of it, and among others.
constexpr std::size_t equal_listeners = 20;

listener_index index_with(const std::string& asked) {
  std::vector<ready_listener_ptr> all{ready("other", R"({"a":["a"],"b":[{"prefix":"b"}]})")};
  for (std::size_t i = 0; i < equal_listeners; ++i)
    all.push_back(ready(std::to_string(i), asked));
  return {1, all};
}

/// Whether the listeners with the filter match: all of them or none.
bool takes(const listener_index& index, event_text event) {
  std::vector<const ready_listener_ptr*> found;
  index.match("a", event, found);
  const auto count = std::count_if(found.begin(), found.end(), [](const ready_listener_ptr* each) {
    return (*each)->what->id != "other";
  });
  expect(count == 0 || count == equal_listeners, "equal listeners match alike, and once each");
  return count > 0;
}

/// With an event type, so that ingest takes it; nothing if it has one, or is not taken.
std::optional<std::pair<std::string, bool>> as_ingested(std::string_view object) {
  const bool empty = object.find_first_not_of(" \t\r\n", 1) == object.size() - 1;
  auto report = R"({"event_type":"a")" + std::string{empty ? "" : ","};
  report += object.substr(1);
  const auto parsed = parse_report(report, report.size());
  if (!parsed)
    return std::nullopt;
  return std::pair{std::move(report), parsed->distinct_keys};
}

/// The plain matcher knows the case of few letters and takes its time for stars.
bool is_plain(std::string_view filter, std::string_view event) {
  constexpr std::size_t most_bytes = 400;
  constexpr std::ptrdiff_t most_stars = 6;
  const auto is_ascii = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  return filter.size() <= most_bytes && event.size() <= most_bytes && is_ascii(filter) &&
         is_ascii(event) && filter.find("\\u") == std::string_view::npos &&
         event.find("\\u") == std::string_view::npos &&
         std::count(filter.begin(), filter.end(), '*') <= most_stars;
}

} // namespace

void fuzz_match(std::string_view input) {
  const auto line_end = std::min(input.find('\n'), input.size());
  const auto pattern = input.substr(0, line_end);
  const auto event = input.substr(std::min(line_end + 1, input.size()));
  const auto asked = compile_filter(pattern);
  if (!asked)
    return;
  const auto index = index_with(std::string{pattern});
  const bool taken = takes(index, event);
  const bool takes_alone = matches(*asked, event);
  takes(index, {event, true}); // must not read beyond the event, whatever is promised of it
  const auto object = first_object(event);
  if (object.empty() || object.data() != event.data() || object.size() != event.size() ||
      first_fault(object))
    return; // of what ingest refuses, nothing is promised but that it does no harm
  expect(taken == takes_alone, "the index finds what the filter takes");
  expect(taken == !first_missed(*asked, event), "what is not taken has a clause that is missed");
  if (const auto report = as_ingested(object)) {
    const auto& [text, distinct] = *report;
    expect(takes(index, {text, distinct}) == takes(index, {text, false}),
           "reading may stop early where no key comes twice");
  }
  if (is_plain(pattern, event))
    expect(taken == naively_matches(read_naively(pattern), read_naively(event)),
           "a filter takes what the language says");
}

} // namespace fanfare::test
