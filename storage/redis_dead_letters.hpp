#pragma once

#include "storage/dead_letters.hpp"
#include "storage/redis_answer.hpp"
#include "storage/redis_database.hpp"

#include <string>

namespace fanfare {

class redis_dead_letters final : public dead_letters {
public:
  /// @param in outlives this object.
  explicit redis_dead_letters(redis_database& in) : in_(in) {}

  result<std::vector<dead_letter>> list(const dead_filter& which, std::size_t limit,
                                        std::string_view after = {}) override;
  result<std::optional<buried_report>> find(std::string_view id) override;
  result<dead_step> replay(const dead_filter& which, std::size_t most, std::string_view after = {},
                           replay_pace pace = {}, const parked_limits& room = {}) override;
  result<dead_step> drop(const dead_filter& which, std::size_t most,
                         std::string_view after = {}) override;
  result<std::uint64_t> count() override;
  result<dead_tally> count(const dead_filter& which) override;

private:
  /// How many are read at once to find some that match.
  static constexpr std::size_t page_size = 512;

  /// Some dead letters, the newest first.
  struct page {
    std::vector<dead_letter> matching;
    std::optional<std::string> next; ///< The last one looked at; none: there are no more.
  };

  dead_letter letter_of(redis_part entry) const;
  result<page> look_at(const dead_filter& which, std::size_t most, std::string_view after);
  result<page> look_at_all(const dead_filter& which, std::size_t most, std::string_view after);
  result<page> look_at_named(const dead_filter& which, std::size_t most, std::string_view after);
  result<page> look_at_those_of(const dead_filter& which, std::size_t most, std::string_view after);
  result<page> look_at_each(const dead_filter& which, std::size_t most,
                            std::vector<std::string> ids);
  result<std::vector<dead_letter>> with_listener(std::vector<dead_letter> letters);
  result<dead_step> step(std::string_view what, const std::vector<dead_letter>& letters,
                         replay_pace pace = {}, const parked_limits& room = {});

  redis_database& in_;
};

} // namespace fanfare
