#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct redisReply;

namespace fanfare {

/// A part of an answer: nothing, a number, bytes, an error, or a list of parts.
/// Valid as long as the answer. What is not there reads as nothing.
class redis_part {
public:
  redis_part() = default;
  explicit redis_part(const redisReply* native) : native_(native) {}

  bool is_nil() const;
  bool is_error() const;
  bool is_list() const;
  /// Bytes; of an error its sentence. Empty if it is neither.
  std::string_view text() const;
  /// A number, also one that is written as text; 0 if it is none.
  std::int64_t integer() const;

  /// How many parts a list has; 0 if it is none.
  std::size_t size() const;
  redis_part operator[](std::size_t i) const;

private:
  const redisReply* native_ = nullptr;
};

/// What Redis said to one command.
class redis_answer {
public:
  redis_answer() = default;
  /// Owns `native`.
  explicit redis_answer(redisReply* native) : native_(native) {}

  redis_part whole() const { return redis_part{native_.get()}; }
  redis_part operator[](std::size_t i) const { return whole()[i]; }

private:
  struct closer {
    void operator()(redisReply* native) const;
  };
  std::unique_ptr<redisReply, closer> native_;
};

} // namespace fanfare
