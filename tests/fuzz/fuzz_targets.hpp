#pragma once

#include <string_view>

// What a fuzzer throws bytes at. Whatever they are, the program goes on; where a
// promise of matching/ is broken, it says so on stderr and aborts.

namespace fanfare::test {

/// Compiles the bytes as a filter.
void fuzz_filter_compiler(std::string_view input);

/// The first line is a filter, what follows is an event: holds what the index
/// finds against the filter alone, read in other ways, and the plain meaning of
/// the language.
void fuzz_match(std::string_view input);

} // namespace fanfare::test
