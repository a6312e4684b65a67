#include "matching/listener_collection.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// A layer is made anew once what is newer or gone is a fourth of it: then each
/// listener is indexed a few times in its life, and there are few layers.
constexpr std::size_t growth = 4;
/// Up to so many listeners are indexed on the spot: that takes a few milliseconds.
constexpr std::size_t few_listeners = 2'000;
constexpr std::size_t worth_ordering = few_listeners / growth;

} // namespace

merged_layers merge(const merge_order& order) {
  std::vector<ready_listener_ptr> all;
  for (const auto& each : order.parts)
    each.append_live(all);
  auto paths = order.paths;
  auto layer = std::make_shared<const listener_layer>(std::move(all), paths);
  return {std::move(layer), std::move(paths)};
}

void listener_collection::put(ready_listener_ptr one, filter asked) {
  if (!erased_.empty())
    erased_.erase(one->what->id);
  const auto before = put_->add(std::move(one), std::move(asked), paths_);
  if (before != listener_layer::none)
    put_again_.push_back(before);
}

void listener_collection::put(ready_listener_ptr one) {
  auto asked = asked_by(*one->what);
  put(std::move(one), std::move(asked));
}

void listener_collection::erase(const std::string& id) { erased_.insert(id); }

ready_listener_ptr listener_collection::find(const std::string& id) const {
  if (erased_.contains(id))
    return nullptr;
  if (const auto place = put_->find(id); place != listener_layer::none)
    return put_->at(place);
  for (const auto& part : parts_)
    if (auto found = part.find(id))
      return found;
  return nullptr;
}

std::unordered_set<std::string> listener_collection::ids() const {
  std::vector<ready_listener_ptr> all;
  for (const auto& part : parts_)
    part.append_live(all);
  index_part{put_}.append_live(all);
  std::unordered_set<std::string> names;
  for (const auto& one : all)
    if (!erased_.contains(one->what->id))
      names.insert(one->what->id);
  return names;
}

/// What has changed is gone from all layers before.
void listener_collection::bury_changed() {
  if (parts_.empty())
    return;
  std::vector<std::string_view> changed{erased_.begin(), erased_.end()};
  for (std::uint32_t place = 0; place < put_->size(); ++place)
    changed.push_back(put_->at(place)->what->id);
  if (open_)
    for (const auto id : changed)
      open_->changed.emplace(id);
  for (auto& part : parts_)
    part.bury(changed);
  drop_empty_parts();
}

/// What is put has numbers of the paths; makes it agree with others.
void listener_collection::put_anew() {
  index_part before{std::exchange(put_, std::make_shared<listener_layer>())};
  before.bury(std::exchange(put_again_, {}));
  before.bury(std::vector<std::string_view>{erased_.begin(), erased_.end()});
  std::vector<ready_listener_ptr> live;
  before.append_live(live);
  for (auto& one : live)
    put(std::move(one));
}

void listener_collection::take_in_small_parts() {
  const auto fixed = open_ ? open_->end : 0;
  std::size_t count = put_->size();
  while (parts_.size() > fixed) {
    const std::size_t more = parts_.back().live();
    if (more > growth * count || more + count > few_listeners)
      return;
    count += more;
    std::vector<ready_listener_ptr> live;
    parts_.back().append_live(live);
    for (auto& one : live)
      put(std::move(one));
    parts_.pop_back();
  }
}

void listener_collection::drop_empty_parts() {
  if (open_)
    return;
  parts_.erase(std::remove_if(parts_.begin(), parts_.end(),
                              [](const index_part& each) { return each.live() == 0; }),
               parts_.end());
}

index_ptr listener_collection::snapshot(std::uint64_t version) {
  bury_changed();
  if (put_->size() > 0) {
    take_in_small_parts();
    put_->seal();
    auto& made =
        parts_.emplace_back(index_part{std::exchange(put_, std::make_shared<listener_layer>())});
    made.bury(put_again_);
    made.bury(std::vector<std::string_view>{erased_.begin(), erased_.end()});
    drop_empty_parts();
  }
  put_again_.clear();
  erased_.clear();
  return std::make_shared<const listener_index>(version, parts_, paths_.share());
}

std::optional<merge_order> listener_collection::order_merge() {
  if (open_)
    return std::nullopt;
  auto begin = parts_.size();
  std::size_t newer = 0;
  for (auto at = parts_.size(); at-- > 0;) {
    const auto& part = parts_[at];
    const auto waste = newer + part.gone_count;
    if (waste >= worth_ordering && part.live() <= growth * waste)
      begin = at;
    newer += part.live();
  }
  if (begin == parts_.size())
    return std::nullopt;
  open_ = open_order{begin, parts_.size(), {}};
  // Paths that nobody asks for any more are forgotten when all layers are new.
  return merge_order{{parts_.begin() + static_cast<std::ptrdiff_t>(begin), parts_.end()},
                     begin == 0 ? growing_paths{} : growing_paths{paths_.share()}};
}

void listener_collection::take(const merged_layers& made) {
  const auto order = *std::exchange(open_, std::nullopt);
  std::vector<ready_listener_ptr> since;
  if (order.begin == 0) {
    // What was made meanwhile has numbers of the paths before.
    for (auto at = order.end; at < parts_.size(); ++at)
      parts_[at].append_live(since);
    parts_.clear();
    paths_ = made.paths;
    put_anew();
  }
  const auto begin = parts_.begin() + static_cast<std::ptrdiff_t>(order.begin);
  const auto end = parts_.begin() + static_cast<std::ptrdiff_t>(std::min(order.end, parts_.size()));
  const auto at = parts_.insert(parts_.erase(begin, end), index_part{made.layer});
  at->bury(std::vector<std::string_view>{order.changed.begin(), order.changed.end()});
  if (!since.empty())
    parts_.push_back({std::make_shared<const listener_layer>(std::move(since), paths_)});
  drop_empty_parts();
}

} // namespace fanfare
