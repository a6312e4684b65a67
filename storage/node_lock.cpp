#include "storage/node_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fanfare {

namespace {

/// Reads the process id that the holder wrote; empty when it has just begun to.
std::string holder(int descriptor) {
  std::array<char, 32> text{};
  const auto size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0)
    return {};
  const std::string_view all{text.data(), static_cast<std::size_t>(size)};
  return std::string{all.substr(0, all.find('\n'))};
}

/// The holder's name is for people: the lock holds without it.
void write_holder(int descriptor) {
  const auto line = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, line.data(), line.size(), 0) < 0)
    ::ftruncate(descriptor, 0);
}

error unlockable(const std::string& file) {
  return {errc::store_unreachable, "node lock " + file + ": " + std::strerror(errno) +
                                       "; make the file and its directory writable for this user"};
}

} // namespace

result<node_lock> node_lock::take(const std::string& file, const std::string& store) {
  const auto descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return unlockable(file);
  node_lock lock{descriptor};
  // flock belongs to this open of the file, so that a second store object in
  // the same process is kept out too.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
    write_holder(descriptor);
    return lock;
  }
  if (errno != EWOULDBLOCK)
    return unlockable(file);
  const auto pid = holder(descriptor);
  return error{errc::store_in_use, "store " + store + " already has a node: process " +
                                       (pid.empty() ? std::string{"unknown"} : pid) +
                                       "; end that one, or use another store"};
}

node_lock::~node_lock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

node_lock::node_lock(node_lock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

node_lock& node_lock::operator=(node_lock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

} // namespace fanfare
