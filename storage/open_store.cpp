#include "storage/redis_store.hpp"
#include "storage/sqlite_store.hpp"

namespace fanfare {

namespace {

constexpr std::string_view ways_out =
    "use sqlite:PATH, sqlite::memory: for a store that dies with the program, or "
    "redis://[user:password@]host:port/db";

error no_store(const std::string& why) {
  return {errc::invalid_options, "store URL " + why + "; " + std::string{ways_out}};
}

result<std::unique_ptr<store>> open_sqlite(std::string_view path, store_mode mode) {
  if (path.empty())
    return no_store("sqlite: names no file");
  if (path.front() == ':' && path != ":memory:")
    return no_store("sqlite:" + std::string{path} + " is neither a file nor sqlite::memory:");
  if (path.find('\0') != std::string_view::npos)
    return no_store("sqlite: has a NUL byte in its path");
  return sqlite_store::open(std::string{path}, mode);
}

} // namespace

result<std::unique_ptr<store>> open_store(std::string_view url, store_mode mode) {
  const auto colon = url.find(':');
  // What follows the scheme may hold a password: only the scheme is repeated.
  const std::string scheme{url.substr(0, colon)};
  if (colon == std::string_view::npos)
    return no_store("has no scheme");
  if (scheme == "sqlite")
    return open_sqlite(url.substr(colon + 1), mode);
  if (scheme == "redis" || scheme.rfind("redis+", 0) == 0)
    return redis_store::open(url, mode);
  return no_store(scheme + ":… is of an unknown kind");
}

} // namespace fanfare
