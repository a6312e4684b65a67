#include "storage/mapped_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace fanfare {

namespace {

error refusal(const std::string& path, std::string_view why) {
  return {errc::store_unreachable, path + ": " + std::string{why}};
}

} // namespace

error mapped_file::failure(const char* deed, int code) const {
  return refusal(path_, std::string{deed} + ": " + std::strerror(code));
}

result<std::unique_ptr<mapped_file>> mapped_file::open(const std::string& path) {
  std::error_code made;
  if (const auto directory = std::filesystem::path{path}.parent_path(); !directory.empty())
    std::filesystem::create_directories(directory, made);
  const auto descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0 && made)
    return refusal(path, "its directory cannot be made: " + made.message());
  if (descriptor < 0)
    return refusal(path, std::string{"cannot be opened: "} + std::strerror(errno));
  std::unique_ptr<mapped_file> opened{new mapped_file{path, descriptor, 0}};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0)
    return opened->failure("cannot be looked at", errno);
  if (!S_ISREG(status.st_mode))
    return refusal(path, "is no file");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? refusal(path, "is in use by another process")
                                : opened->failure("cannot be locked", errno);
  opened->size_ = static_cast<std::uint64_t>(status.st_size);
  return opened;
}

mapped_file::~mapped_file() {
  if (bytes_ != nullptr)
    ::munmap(bytes_, mapped_);
  ::close(descriptor_);
}

result<void> mapped_file::read(void* to, std::size_t bytes) const {
  const auto got = ::pread(descriptor_, to, bytes, 0);
  if (got < 0)
    return failure("cannot be read", errno);
  if (static_cast<std::size_t>(got) != bytes)
    return refusal(path_, "became shorter while it was read");
  return {};
}

result<void> mapped_file::clear() {
  if (::ftruncate(descriptor_, 0) != 0)
    return failure("cannot be emptied", errno);
  size_ = 0;
  return {};
}

result<void> mapped_file::reserve(std::uint64_t bytes) {
  if (bytes <= size_)
    return {};
  const auto code = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
  if (code != 0)
    return failure("there is no room for it", code);
  size_ = bytes;
  return {};
}

result<void> mapped_file::map() {
  auto* const at = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (at == MAP_FAILED)
    return failure("cannot be mapped into memory", errno);
  bytes_ = at;
  mapped_ = size_;
  return {};
}

void mapped_file::remove() { ::unlink(path_.c_str()); }

} // namespace fanfare
