#include "bench/match/matching.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

namespace fanfare::bench {

namespace {

/// Copies each event to where simdjson may read beyond it, as a reader must
/// that is given an event of others, and has `read` do the rest.
template <class Read>
double cost_of_reading(std::span<const typed_event> events, Read read) {
  std::size_t longest = 0;
  for (const auto& event : events)
    longest = std::max(longest, event.json.size());
  std::string buffer(longest + simdjson::SIMDJSON_PADDING, '\0');
  volatile std::size_t kept = 0;
  return cost_of_each(events.size(), [&] {
    for (const auto& event : events) {
      std::memcpy(buffer.data(), event.json.data(), event.json.size());
      kept = kept + read(buffer, event.json.size());
    }
  });
}

} // namespace

floors measure_floors(const std::string& name, std::span<const typed_event> events,
                      const order& how) {
  floors made;
  made.copy = cost_of_reading(events, [](const std::string& buffer, std::size_t size) {
    return static_cast<std::size_t>(static_cast<unsigned char>(buffer[size / 2]));
  });
  simdjson::ondemand::parser ondemand;
  made.stage_1 = cost_of_reading(events, [&ondemand](const std::string& buffer, std::size_t size) {
    simdjson::ondemand::document parsed;
    return std::size_t{ondemand.iterate(buffer.data(), size, buffer.size()).get(parsed) == 0};
  });
  simdjson::dom::parser dom;
  made.dom = cost_of_reading(events, [&dom](const std::string& buffer, std::size_t size) {
    simdjson::dom::element parsed;
    return std::size_t{dom.parse(buffer.data(), size, false).get(parsed) == 0};
  });
  print({match_question, name + ", copy", made.copy, "ns/event"}, how);
  print({match_question, name + ", stage 1", made.stage_1, "ns/event"}, how);
  print({match_question, name + ", DOM", made.dom, "ns/event"}, how);
  return made;
}

} // namespace fanfare::bench
