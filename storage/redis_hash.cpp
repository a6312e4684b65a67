#include "storage/redis_hash.hpp"

namespace fanfare {

result<redis_fields> read_hash(redis_connection& on, std::string_view hash) {
  redis_fields all;
  std::string cursor = "0";
  do {
    const auto some = on.ask(redis_command{"HSCAN", hash, cursor, "COUNT", "1000"});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    const auto pairs = (*some)[1];
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
      all.insert_or_assign(std::string{pairs[i].text()}, std::string{pairs[i + 1].text()});
  } while (cursor != "0");
  return all;
}

} // namespace fanfare
