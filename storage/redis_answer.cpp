#include "storage/redis_answer.hpp"

#include <hiredis/hiredis.h>

#include <charconv>

namespace fanfare {

void redis_answer::closer::operator()(redisReply* native) const { freeReplyObject(native); }

bool redis_part::is_nil() const { return native_ == nullptr || native_->type == REDIS_REPLY_NIL; }

bool redis_part::is_error() const {
  return native_ != nullptr && native_->type == REDIS_REPLY_ERROR;
}

bool redis_part::is_list() const {
  return native_ != nullptr && native_->type == REDIS_REPLY_ARRAY;
}

std::string_view redis_part::text() const {
  if (native_ == nullptr || native_->str == nullptr || native_->type == REDIS_REPLY_INTEGER)
    return {};
  return {native_->str, native_->len};
}

std::int64_t redis_part::integer() const {
  if (native_ != nullptr && native_->type == REDIS_REPLY_INTEGER)
    return native_->integer;
  const auto digits = text();
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::size_t redis_part::size() const { return is_list() ? native_->elements : 0; }

redis_part redis_part::operator[](std::size_t i) const {
  return i < size() ? redis_part{native_->element[i]} : redis_part{};
}

} // namespace fanfare
