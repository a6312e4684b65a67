#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"

namespace fanfare {

/// Makes one layer of listeners out of several, which takes seconds where there
/// are a million: hence beside the librarian, and on a thread of its own.
class merger final : public actor {
public:
  merger(merger_desk& desk, librarian_desk& librarian) : desk_{desk}, librarian_{librarian} {}

  void wake() override {
    desk_.bell.answer();
    work_through(desk_.orders, desk_.bell, 1,
                 [this](const merge_order& order) { librarian_.merged.push(merge(order)); });
  }

private:
  merger_desk& desk_;
  librarian_desk& librarian_;
};

} // namespace fanfare
