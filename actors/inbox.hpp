#pragma once

#include "actors/bell.hpp"
#include "messages/surely.hpp"

#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace fanfare {

/// A queue on a desk. What is in it survives the actor that works through it;
/// an item leaves only after it has been dealt with.
/// Thread safety: `push` and `idle` from any thread; the rest belongs to the
/// actor at the desk.
template <class T>
class inbox {
public:
  /// @param of_desk outlives this object.
  explicit inbox(bell& of_desk) : bell_(of_desk) {}

  /// Never fails: with its item, work would be lost.
  void push(T item) {
    surely([&] {
      std::lock_guard guard{mutex_};
      waiting_.push_back(std::move(item));
    });
    bell_.ring();
  }

  /// Returns the oldest item, or null. The same again until `pop`, also for
  /// the successor of an actor that died over it.
  T* front() {
    if (next_ == lot_.size()) {
      lot_.clear();
      next_ = 0;
      std::lock_guard guard{mutex_};
      std::swap(lot_, waiting_);
    }
    return next_ == lot_.size() ? nullptr : &lot_[next_];
  }

  /// @pre `front` is not null.
  void pop() {
    ++next_;
    done_ = 0;
  }

  /// How many items have been dealt with of the batch that is at the front.
  std::size_t& done_of_front() { return done_; }

private:
  bell& bell_;
  std::mutex mutex_;
  std::vector<T> waiting_;
  std::vector<T> lot_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
};

/// Deals with what is in `box`, oldest first, and with no more than `most` items
/// before others get their turn: then `of_desk` is rung for the rest.
template <class T, class Step>
void work_through(inbox<T>& box, bell& of_desk, std::size_t most, Step step) {
  for (; most > 0; --most) {
    auto* item = box.front();
    if (item == nullptr)
      return;
    step(*item);
    box.pop();
  }
  of_desk.ring();
}

/// As `work_through`, item by item of at most `most` batches. Nothing is dealt
/// with twice: whoever follows an actor that died goes on with the item it died over.
template <class T, class Step>
void work_through_items(inbox<std::vector<T>>& box, bell& of_desk, std::size_t most, Step step) {
  work_through(box, of_desk, most, [&box, &step](std::vector<T>& batch) {
    for (auto& done = box.done_of_front(); done < batch.size(); ++done)
      step(batch[done]);
    batch.clear();
  });
}

} // namespace fanfare
