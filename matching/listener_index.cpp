#include "matching/listener_index.hpp"

#include "matching/known_types.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// What one thread needs for matching. Kept, so that a lookup hardly allocates
/// once it has grown.
struct scratch {
  known_types types;
  std::vector<std::uint32_t> places;
  way_index::memory about;
  event_fields fields;
};

enum class reading : std::uint8_t { not_yet, done, impossible };

} // namespace

ready_listener_ptr index_part::find(std::string_view id) const {
  const auto place = layer->find(id);
  return place == listener_layer::none || is_gone(place) ? nullptr : layer->at(place);
}

void index_part::bury(const std::vector<std::string_view>& ids) {
  std::vector<std::uint32_t> places;
  for (const auto id : ids)
    if (const auto place = layer->find(id); place != listener_layer::none)
      places.push_back(place);
  bury(places);
}

void index_part::bury(const std::vector<std::uint32_t>& places) {
  if (std::all_of(places.begin(), places.end(), [this](auto place) { return is_gone(place); }))
    return;
  auto next = gone ? std::make_shared<std::vector<bool>>(*gone)
                   : std::make_shared<std::vector<bool>>(layer->size());
  for (const auto place : places) {
    if ((*next)[place])
      continue;
    (*next)[place] = true;
    ++gone_count;
  }
  gone = std::move(next);
}

void index_part::append_live(std::vector<ready_listener_ptr>& into) const {
  for (std::uint32_t place = 0; place < layer->size(); ++place)
    if (!is_gone(place))
      into.push_back(layer->at(place));
}

listener_index::listener_index(std::uint64_t version, std::vector<ready_listener_ptr> all)
    : version_{version} {
  growing_paths paths;
  parts_.push_back({std::make_shared<const listener_layer>(std::move(all), paths)});
  paths_ = paths.share();
}

listener_index::listener_index(std::uint64_t version, std::vector<index_part> parts,
                               std::shared_ptr<const field_paths> paths)
    : version_{version}, parts_{std::move(parts)}, paths_{std::move(paths)} {}

std::size_t listener_index::size() const {
  std::size_t all = 0;
  for (const auto& each : parts_)
    all += each.live();
  return all;
}

void listener_index::match(std::string_view event_type, event_text event,
                           std::vector<const ready_listener_ptr*>& into) const {
  thread_local scratch mine;
  auto fields = reading::not_yet; // once, whatever the number of layers
  for (const auto& part : parts_) {
    const auto& layer = *part.layer;
    const auto& patterns = mine.types.patterns(layer.patterns(), event_type);
    if (patterns.empty())
      continue;
    if (fields == reading::not_yet && layer.ways().asks_fields())
      fields = mine.fields.read(event, *paths_) ? reading::done : reading::impossible;
    mine.places.clear();
    layer.ways().match(patterns, fields == reading::done ? &mine.fields : nullptr, mine.about,
                       mine.places);
    for (const auto place : mine.places)
      if (!part.is_gone(place))
        into.push_back(&layer.at(place));
  }
}

ready_listener_ptr listener_index::find(std::string_view id) const {
  for (const auto& part : parts_)
    if (auto found = part.find(id))
      return found;
  return nullptr;
}

} // namespace fanfare
