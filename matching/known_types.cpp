#include "matching/known_types.hpp"

#include "matching/flat_hash.hpp"

namespace fanfare {

const std::vector<std::uint32_t>& known_types::patterns(const pattern_trie& of,
                                                        std::string_view type) {
  auto& here = known_[mixed(hash_of(type), of.serial()) % places];
  if (here.trie == of.serial() && here.type == type)
    return here.patterns;
  here.trie = 0; // what follows may run out of memory
  of.match(type, here.patterns);
  here.type = type;
  here.trie = of.serial();
  return here.patterns;
}

} // namespace fanfare
