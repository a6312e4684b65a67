#pragma once

#include "matching/ready_listener.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare {

/// Where a delivery comes from, and so where its ending goes.
enum class delivery_origin : std::uint8_t {
  journal, ///< Its ending is part of what settles the event.
  retries, ///< It was claimed; its ending settles the claim.
  /// It came from the journal and was parked while it was under way, so that
  /// its event could be settled without it: its ending settles a claim.
  leased,
};

/// One event on its way to one listener.
struct delivery {
  event_ptr what;
  ready_listener_ptr to;
  std::string part;
  std::uint32_t attempts = 0; ///< Used up before this one.
  delivery_origin from = delivery_origin::journal;
  std::chrono::steady_clock::time_point begun{}; ///< When the attempt under way was handed over.
  /// What it is ordered under (lane_order.hpp). Null: it goes when it likes.
  std::shared_ptr<const std::string> order_key = nullptr;
  /// When it became due by a replay of its dead letter; the epoch: it was never dead.
  std::chrono::system_clock::time_point replayed_at{};

  /// Returns its age as `max_age` counts it: a replay makes it young again.
  /// @param today in Unix time.
  std::chrono::milliseconds age(std::chrono::milliseconds today) const {
    const std::chrono::milliseconds published{static_cast<std::int64_t>(what->id.ms)};
    return today - std::max(published, std::chrono::duration_cast<std::chrono::milliseconds>(
                                           replayed_at.time_since_epoch()));
  }
};

/// Deliveries in the order in which they came. While it is empty it holds next
/// to no memory, however long it has been.
class delivery_queue {
public:
  bool empty() const { return head_ == items_.size(); }
  std::size_t size() const { return items_.size() - head_; }

  /// @pre not empty.
  delivery& front() { return items_[head_]; }
  delivery& back() { return items_.back(); }

  /// Shows all of them to `look`, which takes a `delivery&`.
  template <class Look>
  void for_each(Look look) {
    for (auto i = head_; i < items_.size(); ++i)
      look(items_[i]);
  }

  /// `one` is moved from unless this throws.
  void push_back(delivery&& one) {
    if (items_.capacity() == 0)
      items_.reserve(few / 4);
    items_.push_back(std::move(one));
  }

  /// Forgets the first. @pre it was moved from.
  void pop_front() {
    ++head_;
    if (empty())
      clear();
    else if (head_ >= many && head_ * 2 >= items_.size()) {
      items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
  }

  /// Forgets the last.
  void pop_back() {
    items_.pop_back();
    if (empty())
      clear();
  }

  void clear() {
    if (items_.capacity() > few)
      std::vector<delivery>{}.swap(items_);
    items_.clear();
    head_ = 0;
  }

private:
  static constexpr std::size_t few = 32;
  static constexpr std::size_t many = 1'024;

  std::vector<delivery> items_;
  std::size_t head_ = 0;
};

} // namespace fanfare
