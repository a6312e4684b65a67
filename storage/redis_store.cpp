#include "storage/redis_store.hpp"

#include "storage/process_identity.hpp"
#include "storage/redis_diagnosis.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::int64_t node_lifetime_ms = 15'000;

/// Reads one field of fanfare:nodes; none if the node is not live, or it is something else.
std::optional<node_card> live_card(std::string_view name, std::string_view json,
                                   std::int64_t now_ms) {
  const auto card = nlohmann::json::parse(json, nullptr, false);
  if (!card.is_object() || !card.contains("heartbeat") || !card["heartbeat"].is_number_integer())
    return std::nullopt;
  if (card["heartbeat"].get<std::int64_t>() <= now_ms - node_lifetime_ms)
    return std::nullopt;
  node_card live{std::string{name}, {}, {}};
  live.heartbeat_age = std::chrono::milliseconds{now_ms - card["heartbeat"].get<std::int64_t>()};
  if (card.contains("notifier_types") && card["notifier_types"].is_array())
    for (const auto& type : card["notifier_types"])
      if (type.is_string())
        live.notifier_types.push_back(type.get<std::string>());
  return live;
}

} // namespace

redis_store::redis_store(const redis_address& at, store_mode mode, redis_patience how)
    : in_(at, mode, how), owner_(in_), journal_(in_, owner_), retries_(in_, owner_),
      dead_letters_(in_), holdings_(in_), listeners_(in_), states_(in_), types_(in_),
      quarantine_(in_), suspects_(in_), attempts_(in_), hand_edits_(in_, how) {}

result<std::unique_ptr<store>> redis_store::open(std::string_view url, store_mode mode,
                                                 redis_patience how) {
  const auto at = parse_redis_url(url);
  if (!at)
    return at.error();
  std::unique_ptr<redis_store> opened{new redis_store{*at, mode, how}};
  const auto there = opened->in_.ready();
  if (!there && (mode == store_mode::existing || there.error().code != errc::store_unreachable))
    return there.error();
  return std::unique_ptr<store>{std::move(opened)};
}

redis_store::~redis_store() {
  if (!node_)
    return;
  redis_command leave{redis_scripts::say_alive, {std::string{redis_keys::nodes}}};
  leave.add(node_->name).add("");
  in_.writer().tell(std::move(leave));
  owner_.leave();
}

result<void> redis_store::become_node(const node_card& me) {
  std::lock_guard guard{node_mutex_};
  owner_.want(me.name);
  const auto held = owner_.token();
  if (!held && held.error().code != errc::store_unreachable) {
    owner_.give_up();
    return held.error();
  }
  node_ = me;
  if (node_->name.empty())
    node_->name = "unnamed";
  hand_edits_.begin();
  if (!held)
    return held.error();
  if (auto reviewed = retries_.review_held(); !reviewed)
    return reviewed;
  return write_card();
}

result<void> redis_store::heartbeat() {
  std::lock_guard guard{node_mutex_};
  if (!node_)
    return {};
  if (auto there = in_.ready(); !there)
    return there;
  if (auto renewed = owner_.renew(); !renewed)
    return renewed;
  return write_card();
}

/// The time in it is put in by the script: nodes have clocks of their own.
result<void> redis_store::write_card() {
  const auto token = owner_.token();
  if (!token)
    return token.error();
  const nlohmann::json fields{{"notifier_types", node_->notifier_types},
                              {"process", process_identity()},
                              {"shards", {0}},
                              {"token", *token}};
  const auto rest = fields.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  redis_command say{redis_scripts::say_alive, {std::string{redis_keys::nodes}}};
  say.add(node_->name).add_copy(R"({"heartbeat":@now,)" + rest.substr(1));
  const auto said = in_.writer().ask(std::move(say));
  return said ? result<void>{} : said.error();
}

result<std::vector<node_card>> redis_store::live_nodes() {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"TIME"});
  questions.push_back(redis_command{"HGETALL", redis_keys::nodes});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {"TIME", "HGETALL"}))
    return *why;
  const auto now = (*answers)[0][0].integer() * 1000 + (*answers)[0][1].integer() / 1000;
  std::vector<node_card> nodes;
  const auto cards = (*answers)[1].whole();
  for (std::size_t i = 0; i + 1 < cards.size(); i += 2)
    if (auto live = live_card(cards[i].text(), cards[i + 1].text(), now))
      nodes.push_back(std::move(*live));
  std::sort(nodes.begin(), nodes.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return nodes;
}

store_place redis_store::place() const { return {{}, in_.address(), in_.installation()}; }

std::vector<finding> redis_store::diagnose() { return fanfare::diagnose(in_); }

result<std::vector<finding>> redis_store::dangers() { return fanfare::dangers(in_); }

/// A file of ours would be second to what Redis writes by itself.
result<void> redis_store::backup(const std::string&, if_there, const on_progress&) {
  return error{errc::invalid_options,
               "a store on Redis is backed up with Redis's own means: BGSAVE, then copy the file "
               "that CONFIG GET dir and CONFIG GET dbfilename name"};
}

} // namespace fanfare
