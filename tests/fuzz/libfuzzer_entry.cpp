#include "tests/fuzz/fuzz_targets.hpp"

#include <cstddef>
#include <cstdint>

// FANFARE_FUZZ_TARGET: the function of fuzz_targets.hpp that this program throws bytes at.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // A view of nothing must not be made of a null pointer.
  fanfare::test::FANFARE_FUZZ_TARGET(
      size == 0 ? std::string_view{""}
                : std::string_view{reinterpret_cast<const char*>(bytes), size});
  return 0;
}
