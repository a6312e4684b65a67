#include "storage/listener_store.hpp"

#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

namespace fanfare {

result<listener> read_listener(const stored_listener& kept) {
  if (!is_listener_name(kept.id))
    return error{errc::invalid_listener, "id: " + quoted(kept.id) +
                                             " is not allowed; it takes 1 to 64 of A-Z, a-z, 0-9, "
                                             "'_', '.' and '-'"};
  auto read = listener_from_json(kept.json);
  if (!read)
    return read;
  if (read->id.empty())
    read->id = kept.id;
  if (read->id != kept.id)
    return error{errc::invalid_listener, "id: says " + quoted(read->id) +
                                             ", but it is kept under " + quoted(kept.id) +
                                             "; make both the same"};
  return read;
}

} // namespace fanfare
