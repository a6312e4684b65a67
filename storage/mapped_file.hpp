#pragma once

#include "fanfare/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace fanfare {

/// A file of one process alone, whose bytes are memory.
/// Everything that fails does so with `errc::store_unreachable`, naming the file and why.
class mapped_file {
public:
  /// Opens the file, or makes an empty one, readable for this user only, and locks it.
  static result<std::unique_ptr<mapped_file>> open(const std::string& path);
  ~mapped_file();
  mapped_file(const mapped_file&) = delete;
  mapped_file& operator=(const mapped_file&) = delete;

  std::uint64_t size() const { return size_; }

  /// Reads its first bytes. @pre it has as many.
  result<void> read(void* to, std::size_t bytes) const;

  /// Makes it empty.
  result<void> clear();

  /// Makes it `bytes` long, unless it is longer, with room for them on the disk,
  /// so that writing to the memory never finds the disk full. What is new is zero.
  result<void> reserve(std::uint64_t bytes);

  /// Maps all of it.
  result<void> map();
  /// @pre it has been mapped.
  void* bytes() const { return bytes_; }

  /// Takes its name away.
  void remove();

private:
  mapped_file(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  error failure(const char* deed, int code) const;

  const std::string path_;
  const int descriptor_;
  std::uint64_t size_;
  void* bytes_ = nullptr;
  std::uint64_t mapped_ = 0;
};

} // namespace fanfare
