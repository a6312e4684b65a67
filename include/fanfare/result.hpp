#pragma once

#include "fanfare/error.hpp"

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace fanfare {

/// Either a value or the reason there is none.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(fanfare::error why) : state_(std::in_place_index<1>, std::move(why)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }

  /// @pre `*this` holds a value.
  T& operator*() & {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(*this);
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(*this);
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  /// @pre `*this` holds no value.
  const fanfare::error& error() const {
    assert(!*this);
    return *std::get_if<1>(&state_);
  }

private:
  std::variant<T, fanfare::error> state_;
};

/// Success without a value, or the reason of the failure.
template <>
class [[nodiscard]] result<void> {
public:
  result() = default;
  result(fanfare::error why) : why_(std::move(why)) {}

  explicit operator bool() const noexcept { return !why_; }

  /// @pre `*this` is a failure.
  const fanfare::error& error() const {
    assert(why_);
    return *why_;
  }

private:
  std::optional<fanfare::error> why_;
};

} // namespace fanfare
