#pragma once

#include "cli/demo_stage.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

struct console;

/// Writes what happens in the demo, for people.
class demo_view {
public:
  explicit demo_view(console& to);

  void heading(std::string_view text);
  void line(std::string_view text);
  void receiver(const demo_receiver& one);

  /// Shows a command as it was typed, and what it said.
  void ran(const std::vector<std::string>& words, const std::vector<std::string>& said);
  void published(const demo_publication& one);

  /// Shows every request that came to a receiver.
  void received(const demo_receiver& by, const std::vector<demo_publication>& published);

  /// Compares what came with what was due, shows both and returns whether they are equal.
  bool summary(const std::vector<demo_receiver>& receivers,
               const std::vector<demo_publication>& published);

private:
  std::string styled(std::string_view sequence, std::string_view text) const;

  console& to_;
};

} // namespace fanfare
