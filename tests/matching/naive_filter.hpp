#pragma once

#include "matching/pattern_text.hpp"

namespace fanfare::test {

/// Whether a filter takes an event: the meaning of the language, written down
/// as plainly as it goes and from its description only, to compare the engine
/// with. Of letters outside of ASCII it knows the case of é and ß.
/// @pre the filter compiles; the event is an object.
bool naively_matches(const pattern_text& filter, const pattern_text& event);

} // namespace fanfare::test
