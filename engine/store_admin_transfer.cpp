#include "engine/admin_secrets.hpp"
#include "engine/listener_import.hpp"
#include "engine/store_admin.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

namespace fanfare {
namespace {

struct planned_put {
  const imported_listener* item;
  stored_listener next;
};

/// Says how far an import came before it failed.
error after(const import_counts& counts, std::size_t planned, const error& why) {
  return {why.code, why.detail + " (" + std::to_string(counts.created + counts.updated) + " of " +
                        std::to_string(planned) + " changes were made before; import again)"};
}

} // namespace

listener store_admin::without_secrets(listener what) const {
  what.notifier_config =
      with_masked_query(without_fields(what.notifier_config, secret_fields(what.notifier_type)));
  return what;
}

result<std::string> store_admin::export_listeners(secrets what) {
  const auto loaded = on_.listeners().load();
  if (!loaded)
    return loaded.error();
  std::string array = "[";
  for (const auto& kept : loaded->all) {
    auto read = kept_listener(kept.id, kept.json);
    if (!read)
      return error{errc::invalid_listener, "listener " + quoted(kept.id) +
                                               " is broken in the store (" + read.error().detail +
                                               "); mend or delete it first"};
    const auto one = what == secrets::written ? *std::move(read) : without_secrets(*read);
    array += (array.size() > 1 ? ",\n " : "\n ") + to_json(one);
  }
  return array + (array.size() > 1 ? "\n]\n" : "]\n");
}

result<import_counts> store_admin::import_listeners(std::string_view array) {
  const auto present = on_.listeners().load();
  if (!present)
    return present.error();
  auto items = read_import(array, *present);
  if (!items)
    return items.error();

  import_counts counts;
  std::vector<planned_put> plan;
  for (auto& item : *items) {
    auto next = completed(item);
    if (!next)
      return item.wrong(next.error());
    if (item.before && same_listener(next->json, item.before->json))
      ++counts.unchanged;
    else
      plan.push_back({&item, *std::move(next)});
  }
  for (const auto& [item, next] : plan) {
    const auto expected = item->before ? std::optional{item->before->json} : std::nullopt;
    if (const auto put = on_.listeners().put(next, expected); !put)
      return item->wrong(after(counts, plan.size(), put.error()));
    ++(expected ? counts.updated : counts.created);
  }
  return counts;
}

/// Gives an item the secrets that it leaves out, and validates it.
result<stored_listener> store_admin::completed(const imported_listener& item) {
  auto what = item.what;
  if (!item.before)
    if (const auto known = check_type(what.notifier_type); !known)
      return known.error();
  std::string old = "{}";
  if (item.before)
    if (const auto was = kept_listener(item.before->id, item.before->json))
      old = was->notifier_config;
  const auto fields = secret_fields(what.notifier_type);
  auto config = with_kept_secrets(what.notifier_config, fields, old);
  if (!config)
    return config.error();
  what.notifier_config = with_absent_secrets(*config, fields, old);
  return checked(what);
}

} // namespace fanfare
