#pragma once

#include "tests/matching/naive_json.hpp"

namespace fanfare::test {

/// Whether a filter takes an event: the meaning of the language, written down
/// as plainly as it goes and from its description only, to compare the engine
/// with. Of letters outside of ASCII it knows the case of é and ß.
/// @pre the filter compiles; the event is an object.
bool naively_matches(const naive_json& filter, const naive_json& event);

} // namespace fanfare::test
