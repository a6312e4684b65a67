#include "actors/ingestor.hpp"

#include "messages/surely.hpp"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t events_a_commit = 256;
constexpr std::size_t requests_a_turn = 1024;

std::vector<std::string> texts_of(const std::vector<event_id>& ids) {
  std::vector<std::string> texts;
  texts.reserve(ids.size());
  for (const auto& id : ids)
    texts.push_back(id.text());
  return texts;
}

} // namespace

ingestor::ingestor(ingestor_desk& desk, ingest_gate& gate, store_queue& writer, reader_desk& reader,
                   surroundings& around)
    : desk_(desk), gate_(gate), writer_(writer), reader_(reader), around_(around) {}

void ingestor::wake() {
  desk_.bell.answer();
  work_through(desk_.commits, desk_.bell, 1,
               [this](commit_answer& answer) { take_answer(answer); });
  work_through(desk_.publishes, desk_.bell, requests_a_turn, [this](publish_request& request) {
    auto count = request.events.size();
    if (count == 0)
      return request.reply(receipt{});
    // A request leaves the inbox only for a place that is there.
    auto& place = desk_.line.emplace_back();
    place.request = std::move(request);
    place.count = count;
  });
  commit();
}

void ingestor::close() {
  const error gone{errc::shutting_down, "the engine stopped before the events were stored"};
  work_through(desk_.commits, desk_.bell, 1,
               [this](commit_answer& answer) { take_answer(answer); });
  while (!desk_.line.empty()) {
    auto why = gone;
    why.stored = texts_of(desk_.line.front().ids);
    answer_front(std::move(why));
  }
  work_through(desk_.publishes, desk_.bell, std::numeric_limits<std::size_t>::max(),
               [this, &gone](publish_request& request) {
                 gate_.leave(request.events.size(), request.bytes);
                 request.reply(gone);
               });
}

void ingestor::take_answer(commit_answer& answer) {
  desk_.under_commit = 0;
  if (answer.ids)
    succeed(*answer.ids);
  else
    fail(answer.ids.error());
}

void ingestor::succeed(const std::vector<event_id>& ids) {
  for (auto& each : desk_.line)
    each.ids.reserve(each.ids.size() + each.committing); // all of it or nothing
  reader_.news.store(true);
  reader_.bell.ring();
  auto next = ids.begin();
  for (auto& each : desk_.line) {
    if (next == ids.end())
      break;
    around_.count.published += each.committing;
    auto end = next + static_cast<std::ptrdiff_t>(std::exchange(each.committing, 0));
    each.ids.insert(each.ids.end(), next, end);
    next = end;
  }
  while (!desk_.line.empty() && desk_.line.front().ids.size() == desk_.line.front().count) {
    auto texts = texts_of(desk_.line.front().ids);
    answer_front(receipt{std::move(texts)});
  }
}

/// Fails the publishers that had a part in the commit; the others are not concerned.
void ingestor::fail(const error& why) {
  while (!desk_.line.empty() && desk_.line.front().committing > 0) {
    auto answer = why;
    answer.stored = texts_of(desk_.line.front().ids);
    answer_front(std::move(answer));
  }
}

void ingestor::answer_front(result<receipt> answer) {
  auto& front = desk_.line.front();
  gate_.leave(front.count, front.request.bytes);
  auto reply = std::move(front.request.reply);
  desk_.line.pop_front();
  reply(std::move(answer));
}

void ingestor::commit() {
  if (desk_.under_commit > 0)
    return;
  std::vector<new_event> batch;
  // From here on to the store nothing may fail: what has left a request is nowhere else.
  batch.reserve(events_of_next_commit());
  for (auto& each : desk_.line) {
    auto room = events_a_commit - batch.size();
    if (room == 0)
      break;
    auto& events = each.request.events;
    auto first = events.begin() + static_cast<std::ptrdiff_t>(each.ids.size());
    each.committing = std::min(room, each.count - each.ids.size());
    std::move(first, first + static_cast<std::ptrdiff_t>(each.committing),
              std::back_inserter(batch));
  }
  if (batch.empty())
    return;
  const auto size = batch.size();
  try {
    writer_.append(std::move(batch), [&desk = desk_](result<std::vector<event_id>> ids) {
      desk.commits.push({std::move(ids)});
    });
    desk_.under_commit = size;
  } catch (const std::bad_alloc&) {
    surely([this] { fail({errc::busy, "memory is short; try again in a second"}); });
  }
}

std::size_t ingestor::events_of_next_commit() const {
  std::size_t sum = 0;
  for (const auto& each : desk_.line) {
    sum += each.count - each.ids.size();
    if (sum >= events_a_commit)
      return events_a_commit;
  }
  return sum;
}

} // namespace fanfare
