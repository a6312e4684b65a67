#include "tests/contract/store_contract.hpp"

#include "tests/support/redis_server.hpp"

#include <algorithm>
#include <iterator>

namespace fanfare::test {

namespace {

/// Returns the URL of a Redis with nothing in it. One serves all tests of this process.
std::string empty_redis(const temp_directory&) {
  static redis_server server;
  server.ask({"FLUSHALL"});
  return server.url();
}

} // namespace

std::vector<store_kind> all_store_kinds() {
  return {
      {"sqlite_file", lifetime::outlives_the_object,
       [](const temp_directory& place) { return "sqlite:" + place.file("store.db"); }},
      {"sqlite_memory", lifetime::of_the_object,
       [](const temp_directory&) { return std::string{"sqlite::memory:"}; }},
      {"redis", lifetime::outlives_the_object, empty_redis},
  };
}

std::vector<store_kind> durable_store_kinds() {
  auto kinds = all_store_kinds();
  std::vector<store_kind> durable;
  std::copy_if(kinds.begin(), kinds.end(), std::back_inserter(durable),
               [](const store_kind& x) { return x.lives == lifetime::outlives_the_object; });
  return durable;
}

std::string name_of(const testing::TestParamInfo<store_kind>& kind) { return kind.param.name; }

store_contract::store_contract()
    : url_(GetParam().url(place_)), store_(must(open_store(url_, store_mode::create))) {}

std::unique_ptr<store> store_contract::another() const {
  return must(open_store(url_, store_mode::existing));
}

void store_contract::reopen() {
  store_.reset();
  store_ = another();
}

std::vector<event_id> store_contract::append(const std::vector<std::string>& bodies) {
  write_group group;
  for (const auto& body : bodies)
    group.appends.push_back({body, ""});
  return must(events().write(group));
}

event_id store_contract::append_one(const std::string& body) { return append({body}).front(); }

std::vector<std::string> store_contract::unsettled_bodies() {
  std::vector<std::string> bodies;
  for (const auto& x : must(events().read(std::nullopt, {1'000, 1'000'000})).entries)
    bodies.push_back(x.body);
  return bodies;
}

stored_listener store_contract::listener(listener_words of) {
  const auto json = R"({"id":")" + of.id + R"(","name":")" + of.name + R"(","notifier_type_id":")" +
                    of.type + R"(","enabled":)" + (of.enabled ? "true" : "false") +
                    (of.paused ? R"(,"paused":true)" : "") + R"(,"mark":")" + of.mark + R"("})";
  return {of.id, of.name, of.type, of.enabled && !of.paused, json};
}

void store_contract::make_listener(const std::string& id, const std::string& type) {
  must(listeners().put(listener({.id = id, .type = type}), std::nullopt));
}

void store_contract::set_enabled(const std::string& id, bool enabled) {
  const auto found = must(listeners().find(id)).value();
  must(listeners().put(
      listener({.id = id, .name = found.name, .type = found.notifier_type, .enabled = enabled}),
      found.json));
}

void store_contract::set_paused(const std::string& id, bool paused) {
  const auto found = must(listeners().find(id)).value();
  must(listeners().put(
      listener({.id = id, .name = found.name, .type = found.notifier_type, .paused = paused}),
      found.json));
}

void store_contract::settle(const settlement& what) {
  write_group group;
  group.settles = what;
  must(events().write(group));
}

event_id store_contract::park(const std::string& listener, std::chrono::milliseconds delay,
                              const std::string& body, const std::string& part) {
  const auto id = append_one(body);
  settle({.settled = {id}, .parks = {{id, listener, part, delay}}});
  return id;
}

void store_contract::finish(const retry_outcome& what) { settle({.retries = {what}}); }

std::vector<claimed_delivery> store_contract::claim(const std::string& listener,
                                                    std::chrono::milliseconds lease,
                                                    std::size_t most) {
  return must(parked().claim({{listener, most, lease}}));
}

std::vector<std::string> store_contract::due_within(std::chrono::milliseconds horizon,
                                                    const std::vector<std::string>& types) {
  std::vector<std::string> names;
  for (const auto& lane : must(parked().due(types, horizon, 100)))
    names.push_back(lane.listener);
  return names;
}

void store_contract::expect_empty() {
  EXPECT_EQ(unsettled_bodies(), std::vector<std::string>{});
  EXPECT_EQ(must(events().unsettled()), 0u);
  EXPECT_EQ(must(events().referenced()), 0u);
  EXPECT_EQ(must(parked().parked()), 0u);
}

} // namespace fanfare::test
