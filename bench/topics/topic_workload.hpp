#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare::bench {

/// Event types of 4 or 5 segments, the second of them of 200,000 words.
std::vector<std::string> topic_types(std::size_t count);

/// Patterns for such types: 50% without a wildcard, 20% with a last `*`, 15%
/// `a.b.#`, 5% with a leading `*`, 5% `#.b.c.#`, 5% with a `*` inside. The same
/// every time, and the first n of them are the first n of more.
std::vector<std::string> topic_patterns(std::size_t count);

} // namespace fanfare::bench
