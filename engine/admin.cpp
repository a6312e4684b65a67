#include "fanfare/admin.hpp"

#include "engine/notifier_registry.hpp"
#include "engine/store_admin.hpp"
#include "storage/store.hpp"

namespace fanfare {
namespace {

struct belongings {
  std::unique_ptr<store> kept;
  std::unique_ptr<notifier_registry> ways;
};

/// A store's admin that owns what it works with. The belongings are a base so
/// that they are there before the admin, and after it.
class standalone_admin final : belongings, public store_admin {
public:
  standalone_admin(belongings mine, const options& how)
      : belongings{std::move(mine)}, store_admin{*kept, how, *ways} {}
};

} // namespace

result<std::unique_ptr<admin>> admin::open(const options& how, if_missing then) {
  if (how.store_url.empty())
    return error{errc::invalid_options,
                 "store_url: no store is named; name one, such as sqlite:fanfare.db or "
                 "redis://localhost:6379/0"};
  auto ways = notifier_registry::with(how);
  if (!ways)
    return ways.error();
  const auto mode = then == if_missing::create ? store_mode::create : store_mode::existing;
  auto kept = open_store(how.store_url, mode);
  if (!kept)
    return kept.error();
  return std::unique_ptr<admin>{
      std::make_unique<standalone_admin>(belongings{std::move(*kept), std::move(*ways)}, how)};
}

} // namespace fanfare
