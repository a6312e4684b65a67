#include "storage/redis_connection.hpp"

#include "storage/redis_keys.hpp"
#include "storage/redis_refusal.hpp"
#include "storage/signal_guard.hpp"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace fanfare {

namespace {

timeval in_native(std::chrono::milliseconds span) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(span);
  const std::chrono::microseconds rest = span - whole;
  return {static_cast<time_t>(whole.count()), static_cast<suseconds_t>(rest.count())};
}

std::string reason(const redisContext* of) {
  if (of == nullptr)
    return "out of memory";
  if (of->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK))
    return "it does not answer in time; is it stopped or overloaded?";
  if (of->err == REDIS_ERR_EOF)
    return "it closed the connection; is it being restarted?";
  return std::string{static_cast<const char*>(of->errstr)} + "; is it running, and is this its "
                                                             "address?";
}

} // namespace

void redis_connection::closer::operator()(redisContext* open) const { redisFree(open); }

redis_connection::redis_connection(redis_address to, redis_patience how)
    : to_(std::move(to)), how_(how) {}

redis_connection::~redis_connection() = default;

error redis_connection::failure(std::string_view why) const {
  return {errc::store_unreachable, "Redis at " + to_.shown() + ": " + std::string{why}};
}

/// Gives up the connection: after an error hiredis only repeats that error.
error redis_connection::lost() {
  auto why = failure(reason(native_.get()));
  native_.reset();
  last_failure_ = why;
  pause_ = std::clamp(2 * pause_, how_.first_pause, how_.last_pause);
  not_before_ = std::chrono::steady_clock::now() + pause_;
  return why;
}

result<void> redis_connection::open() {
  if (native_ && is_stale())
    native_.reset();
  if (native_)
    return {};
  if (last_failure_ && std::chrono::steady_clock::now() < not_before_)
    return *last_failure_;
  if (auto connected = connect(last_failure_ ? how_.probe : how_.answer); !connected)
    return connected;
  if (auto known = introduce(); !known)
    return known;
  redisSetTimeout(native_.get(), in_native(how_.answer));
  last_failure_.reset();
  pause_ = std::chrono::milliseconds{0};
  return {};
}

result<void> redis_connection::connect(std::chrono::milliseconds patience) {
  const auto limit = in_native(patience);
  native_.reset(to_.host.empty() ? redisConnectUnixWithTimeout(to_.path.c_str(), limit)
                                 : redisConnectWithTimeout(to_.host.c_str(), to_.port, limit));
  if (!native_ || native_->err != 0)
    return lost();
  redisSetTimeout(native_.get(), limit);
  if (!to_.host.empty())
    redisEnableKeepAlive(native_.get());
  return {};
}

/// A stopped Redis accepts connections all the same: only an answer proves that it lives.
result<void> redis_connection::introduce() {
  std::vector<redis_command> hello;
  if (!to_.password.empty()) {
    auto& who = hello.emplace_back(redis_command{"AUTH"});
    if (!to_.user.empty())
      who.add(to_.user);
    who.add(to_.password);
  }
  if (to_.database != 0)
    hello.emplace_back(redis_command{"SELECT"}).add_number(to_.database);
  hello.emplace_back(redis_command{"PING"});
  const auto answers = send(hello);
  if (!answers)
    return answers.error();
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const auto answer = (*answers)[i].whole();
    // A user that may not PING may still be allowed all that matters.
    const auto harmless = i + 1 == answers->size() && answer.text().substr(0, 6) == "NOPERM";
    if (!answer.is_error() || harmless)
      continue;
    const auto why = failure(explained_refusal(answer.text(), hello[i].name()));
    lost();
    last_failure_ = why;
    return why;
  }
  return {};
}

/// Nothing is to be read between exchanges but the end of the connection.
bool redis_connection::is_stale() const {
  pollfd seen{native_->fd, POLLIN, 0};
  return ::poll(&seen, 1, 0) != 0;
}

result<std::vector<redis_answer>>
redis_connection::send(const std::vector<redis_command>& commands) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const auto& command : commands) {
    words.clear();
    sizes.clear();
    for (const auto& word : command.words()) {
      words.push_back(word.data() == nullptr ? "" : word.data());
      sizes.push_back(word.size());
    }
    if (redisAppendCommandArgv(native_.get(), static_cast<int>(words.size()), words.data(),
                               sizes.data()) != REDIS_OK)
      return lost();
  }
  std::vector<redis_answer> answers;
  answers.reserve(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    void* next = nullptr;
    if (redisGetReply(native_.get(), &next) != REDIS_OK)
      return lost();
    answers.emplace_back(static_cast<redisReply*>(next));
  }
  return answers;
}

result<std::vector<redis_answer>> redis_connection::exchange(std::vector<redis_command> commands) {
  signal_guard no_pipe_signal;
  std::lock_guard guard{mutex_};
  try {
    return carry_out(std::move(commands));
  } catch (...) { // half of an exchange would be taken for answers to the next one
    native_.reset();
    throw;
  }
}

result<std::vector<redis_answer>> redis_connection::carry_out(std::vector<redis_command> commands) {
  if (auto opened = open(); !opened)
    return opened.error();
  auto answers = send(commands);
  if (!answers)
    return answers;
  std::vector<std::size_t> again;
  std::vector<redis_command> scripts;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto said = (*answers)[i].whole();
    if (commands[i].script() == nullptr || !said.is_error() ||
        said.text().substr(0, 8) != "NOSCRIPT")
      continue;
    commands[i].bring_script();
    again.push_back(i);
    scripts.push_back(std::move(commands[i]));
  }
  if (scripts.empty())
    return answers;
  auto second = send(scripts);
  if (!second)
    return second;
  for (std::size_t i = 0; i < again.size(); ++i)
    (*answers)[again[i]] = std::move((*second)[i]);
  return answers;
}

result<redis_answer> redis_connection::ask(redis_command command) {
  const std::string name{command.name()};
  std::vector<redis_command> one;
  one.push_back(std::move(command));
  auto answers = exchange(std::move(one));
  if (!answers)
    return answers.error();
  if (answers->front().whole().is_error())
    return refusal(answers->front().whole(), name);
  return std::move(answers->front());
}

void redis_connection::tell(redis_command command) {
  {
    std::lock_guard guard{mutex_};
    if (!native_)
      return;
  }
  static_cast<void>(ask(std::move(command)));
}

error redis_connection::refusal(redis_part answer, std::string_view name) {
  const auto said = answer.text();
  // Another address may answer the name by now, or the same one be promoted.
  if (said.substr(0, 8) == "READONLY") {
    std::lock_guard guard{mutex_};
    native_.reset();
  }
  return failure(explained_refusal(said, name) +
                 (said.substr(0, 9) == "WRONGTYPE" ? wrong_key(said) : std::string{}));
}

/// Finds the key that holds what fanfare never put there: Redis does not name it, parts/types.lua
/// does.
std::string redis_connection::wrong_key(std::string_view said) {
  constexpr std::string_view named = "WRONGTYPE fanfare:";
  if (said.substr(0, named.size()) == named)
    return std::string{said.substr(said.find(' ') + 1)} + "; rename or delete it";
  const auto keys = redis_keys::all_typed();
  std::vector<redis_command> questions;
  questions.reserve(keys.size());
  for (const auto& each : keys)
    questions.push_back(redis_command{"TYPE", each.key});
  if (const auto types = exchange(std::move(questions)))
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto type = (*types)[i].whole().text();
      if (!(*types)[i].whole().is_error() && type != "none" && type != keys[i].type)
        return keys[i].key + " is a " + std::string{type} + " and must be a " +
               std::string{keys[i].type} + "; rename or delete it";
    }
  return "look at fanfare:{0}:lane:* (zset) and fanfare:{0}:tries:* (hash); rename or delete it";
}

std::optional<error> redis_connection::refusal(const std::vector<redis_answer>& answers,
                                               const std::vector<std::string_view>& names) {
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (const auto answer = answers[i].whole(); answer.is_error())
      return refusal(answer, i < names.size() ? names[i] : names.back());
  return std::nullopt;
}

} // namespace fanfare
