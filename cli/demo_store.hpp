#pragma once

#include "fanfare/result.hpp"

#include "cli/child_process.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace fanfare {

struct arguments;

/// The store of a demo: its own, in the directory of the demo. It goes with it.
class demo_store {
public:
  enum class kind : std::uint8_t { sqlite, redis };

  /// Makes the store ready. For `redis` a redis-server is started, reachable
  /// through a socket in `directory` alone, and ended with this object. Fails
  /// with `errc::store_unreachable` if there is no redis-server.
  static result<demo_store> make(kind what, const std::filesystem::path& directory);

  const std::string& url() const { return url_; }
  /// The process behind it; null if there is none.
  const child_process* server() const { return server_ ? &*server_ : nullptr; }

  /// Ends the process behind it.
  void close();

private:
  explicit demo_store(std::string url, std::optional<child_process> server = {})
      : url_(std::move(url)), server_(std::move(server)) {}

  std::string url_;
  std::optional<child_process> server_;
};

/// Returns the kind of store that `--store` asks for, wherever it stands.
/// Fails with `errc::invalid_options` for what the demo would not make itself.
result<demo_store::kind> demo_store_said(const arguments& said);

} // namespace fanfare
