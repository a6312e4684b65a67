#pragma once

#include "fanfare/result.hpp"

#include "cli/child_process.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// The store of a demo: its own, in the directory of the demo. It goes with it.
class demo_store {
public:
  /// Makes ready the store of a kind, `sqlite` or `redis`. For `redis` a
  /// redis-server is started, reachable through a socket in `directory` alone,
  /// and ended with this object. Fails with `errc::invalid_options` for another
  /// kind, and with `errc::store_unreachable` if there is no redis-server.
  static result<demo_store> of_kind(std::string_view kind, const std::filesystem::path& directory);

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

} // namespace fanfare
