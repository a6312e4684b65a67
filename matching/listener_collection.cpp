#include "matching/listener_collection.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr auto erased = static_cast<std::size_t>(-1);

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

void listener_collection::put(ready_listener_ptr one) {
  auto [known, is_new] = changes_.try_emplace(one->what->id, put_.size());
  if (!is_new && known->second != erased) {
    put_[known->second] = std::move(one);
    return;
  }
  known->second = put_.size();
  put_.push_back(std::move(one));
}

void listener_collection::erase(const std::string& id) {
  auto [known, is_new] = changes_.try_emplace(id, erased);
  if (!is_new && known->second != erased)
    put_[known->second] = nullptr;
  known->second = erased;
}

ready_listener_ptr listener_collection::find(const std::string& id) const {
  if (const auto changed = changes_.find(id); changed != changes_.end())
    return changed->second == erased ? nullptr : put_[changed->second];
  for (const auto& part : parts_)
    if (auto found = part.find(id))
      return found;
  return nullptr;
}

std::unordered_set<std::string> listener_collection::ids() const {
  std::vector<ready_listener_ptr> all = put_;
  for (const auto& part : parts_)
    part.append_live(all);
  std::unordered_set<std::string> names;
  for (const auto& one : all)
    if (one)
      names.insert(one->what->id);
  for (const auto& [id, where] : changes_)
    if (where == erased)
      names.erase(id);
  return names;
}

void listener_collection::add_layer(std::vector<ready_listener_ptr> all) {
  if (all.empty())
    return;
  parts_.push_back({std::make_shared<const listener_layer>(std::move(all), paths_)});
}

void listener_collection::drop_empty_parts() {
  if (open_)
    return;
  parts_.erase(std::remove_if(parts_.begin(), parts_.end(),
                              [](const index_part& each) { return each.live() == 0; }),
               parts_.end());
}

index_ptr listener_collection::snapshot(std::uint64_t version) {
  std::vector<std::string_view> changed;
  for (const auto& [id, where] : changes_) {
    changed.push_back(id);
    if (open_)
      open_->changed.insert(id);
  }
  for (auto& part : parts_)
    part.bury(changed);
  drop_empty_parts();
  put_.erase(std::remove(put_.begin(), put_.end(), nullptr), put_.end());
  if (!put_.empty()) {
    auto keep = parts_.size();
    auto count = put_.size();
    for (const auto fixed = open_ ? open_->end : 0; keep > fixed; --keep) {
      const std::size_t more = parts_[keep - 1].live();
      if (more > growth * count || more + count > few_listeners)
        break;
      count += more;
    }
    std::vector<ready_listener_ptr> all;
    all.reserve(count);
    for (auto at = keep; at < parts_.size(); ++at)
      parts_[at].append_live(all);
    all.insert(all.end(), put_.begin(), put_.end());
    parts_.resize(keep);
    add_layer(std::move(all));
  }
  put_.clear();
  changes_.clear();
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
  }
  const auto begin = parts_.begin() + static_cast<std::ptrdiff_t>(order.begin);
  const auto end = parts_.begin() + static_cast<std::ptrdiff_t>(std::min(order.end, parts_.size()));
  const auto at = parts_.insert(parts_.erase(begin, end), index_part{made.layer});
  at->bury({order.changed.begin(), order.changed.end()});
  add_layer(std::move(since));
  drop_empty_parts();
}

} // namespace fanfare
