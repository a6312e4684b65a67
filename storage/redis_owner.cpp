#include "storage/redis_owner.hpp"

#include "messages/quote.hpp"
#include "storage/process_identity.hpp"

#include <nlohmann/json.hpp>

#include <random>

namespace fanfare {

namespace {

constexpr std::string_view lease_ms = "10000";

std::string random_text() {
  std::random_device source;
  return std::to_string((std::uint64_t{source()} << 32) | source());
}

} // namespace

bool is_fenced(redis_part answer) {
  return answer.is_error() && answer.text().substr(0, 6) == "FENCED";
}

std::string node_of_token(std::string_view token) {
  return std::string{token.substr(0, token.rfind(':'))};
}

redis_owner::redis_owner(redis_database& in) : in_(in), self_(random_text()) {}

void redis_owner::want(const std::string& node) {
  std::lock_guard guard{mutex_};
  node_ = node.empty() ? "unnamed" : node;
}

void redis_owner::give_up() {
  std::lock_guard guard{mutex_};
  node_.clear();
  token_.clear();
}

result<std::string> redis_owner::token() {
  std::lock_guard guard{mutex_};
  if (node_.empty() || !token_.empty())
    return token_;
  return take();
}

void redis_owner::lost() {
  std::lock_guard guard{mutex_};
  token_.clear();
}

result<std::string> redis_owner::take() {
  // Whoever emptied this Redis took the lease too.
  if (auto there = in_.look_again(); !there)
    return there.error();
  auto taken = take_from("");
  if (taken || taken.error().code != errc::store_in_use)
    return taken;
  const auto holder = in_.writer().ask(redis_command{"GET", in_.keys().owner});
  if (!holder)
    return holder.error();
  const auto held_by = holder->whole().text();
  // Our own, taken by a command whose answer never came.
  const auto ours = held_by.find(":" + self_ + ".") != std::string_view::npos;
  if (ours || holder_is_gone(held_by))
    return take_from(held_by);
  return taken;
}

result<std::string> redis_owner::take_from(std::string_view dead_token) {
  auto next = node_ + ":" + self_ + "." + std::to_string(++taken_);
  redis_command take{redis_scripts::take_shard, {in_.keys().owner}};
  take.add(next).add(lease_ms).add(dead_token);
  const auto answer = in_.writer().ask(std::move(take));
  if (!answer)
    return answer.error();
  if (const auto holder = (*answer)[0].text(); holder != "mine")
    return error{errc::store_in_use,
                 in_.writer().failure("already has a node: ").detail +
                     quoted(node_of_token(holder)) +
                     "; end that one, or use another database. If it is dead its lease ends in " +
                     std::to_string((*answer)[1].integer() / 1000 + 1) + " s"};
  token_ = std::move(next);
  return token_;
}

bool redis_owner::holder_is_gone(std::string_view holder) {
  const auto card =
      in_.writer().ask(redis_command{"HGET", redis_keys::nodes, node_of_token(holder)});
  if (!card)
    return false;
  const auto known = nlohmann::json::parse(card->whole().text(), nullptr, false);
  if (!known.is_object() || !known.contains("process") || !known["process"].is_string())
    return false;
  // The card must be of the holder of this very token, not of a namesake.
  if (known.value("token", nlohmann::json{}) != std::string{holder})
    return false;
  return is_gone(known["process"].get_ref<const std::string&>());
}

result<void> redis_owner::renew() {
  const auto held = token();
  if (!held)
    return held.error();
  redis_command renew{redis_scripts::renew_shard, {in_.keys().owner}};
  renew.add(*held).add(lease_ms);
  const auto renewed = in_.writer().ask(std::move(renew));
  if (!renewed)
    return renewed.error();
  if (renewed->whole().integer() == 1)
    return {};
  lost();
  const auto again = token();
  return again ? result<void>{} : again.error();
}

void redis_owner::leave() {
  std::lock_guard guard{mutex_};
  if (token_.empty())
    return;
  redis_command leave{redis_scripts::renew_shard, {in_.keys().owner}};
  leave.add(token_).add("0");
  in_.writer().tell(std::move(leave));
  token_.clear();
}

} // namespace fanfare
