#include "engine/listener_id.hpp"

#include <chrono>
#include <cstdint>
#include <random>

namespace fanfare {
namespace {

void append_hex(std::string& to, std::uint32_t word) {
  static constexpr char digits[] = "0123456789abcdef";
  for (int shift = 28; shift >= 0; shift -= 4)
    to += digits[(word >> shift) & 0xf];
}

} // namespace

std::string new_listener_id() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  std::random_device random;
  std::string id;
  append_hex(id, static_cast<std::uint32_t>(seconds));
  append_hex(id, random());
  append_hex(id, random());
  return id;
}

} // namespace fanfare
