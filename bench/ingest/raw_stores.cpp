#include "bench/ingest/raw_stores.hpp"

#include <hiredis/hiredis.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fanfare::bench {

namespace {

[[noreturn]] void give_up(const char* what, const char* why) {
  std::fprintf(stderr, "fanfare-bench: %s: %s\n", what, why);
  std::exit(70);
}

void run(sqlite3* on, const char* sql) {
  if (sqlite3_exec(on, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    give_up(sql, sqlite3_errmsg(on));
}

void append(redisContext* to, const std::string& body) {
  std::array<const char*, 5> words{"XADD", "raw", "*", "b", body.data()};
  std::array<std::size_t, 5> sizes{4, 3, 1, 1, body.size()};
  redisAppendCommandArgv(to, static_cast<int>(words.size()), words.data(), sizes.data());
}

void append_word(redisContext* to, const char* word) {
  const std::size_t size = std::strlen(word);
  redisAppendCommandArgv(to, 1, &word, &size);
}

void take_reply(redisContext* from) {
  void* reply = nullptr;
  if (redisGetReply(from, &reply) != REDIS_OK)
    give_up("redis", from->errstr);
  if (static_cast<redisReply*>(reply)->type == REDIS_REPLY_ERROR)
    give_up("redis", static_cast<redisReply*>(reply)->str);
  freeReplyObject(reply);
}

} // namespace

cost raw_sqlite(const std::string& file, const std::string& body, std::size_t times) {
  sqlite3* on = nullptr;
  if (sqlite3_open(file.c_str(), &on) != SQLITE_OK)
    give_up("sqlite", sqlite3_errmsg(on));
  run(on, "PRAGMA journal_mode=WAL");
  run(on, "PRAGMA synchronous=FULL");
  run(on, "CREATE TABLE raw(id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
  sqlite3_stmt* insert = nullptr;
  if (sqlite3_prepare_v2(on, "INSERT INTO raw(body) VALUES(?1)", -1, &insert, nullptr) != SQLITE_OK)
    give_up("sqlite", sqlite3_errmsg(on));

  stopwatch watch;
  for (std::size_t done = 0; done < times;) {
    run(on, "BEGIN IMMEDIATE");
    for (const auto end = std::min(times, done + raw_batch); done < end; ++done) {
      sqlite3_bind_blob(insert, 1, body.data(), static_cast<int>(body.size()), SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE)
        give_up("sqlite", sqlite3_errmsg(on));
      sqlite3_reset(insert);
    }
    run(on, "COMMIT");
  }
  auto total = watch.elapsed();

  sqlite3_finalize(insert);
  sqlite3_close(on);
  return total;
}

cost raw_redis(const std::string& socket_path, const std::string& body, std::size_t times,
               raw_redis_way how) {
  auto* on = redisConnectUnix(socket_path.c_str());
  if (on == nullptr || on->err != 0)
    give_up("redis", on == nullptr ? "out of memory" : on->errstr);
  const bool together = how == raw_redis_way::transaction;

  stopwatch watch;
  for (std::size_t done = 0; done < times;) {
    const auto count = std::min(times - done, raw_batch);
    if (together)
      append_word(on, "MULTI");
    for (std::size_t i = 0; i < count; ++i)
      append(on, body);
    if (together)
      append_word(on, "EXEC");
    for (std::size_t i = 0; i < count + (together ? 2 : 0); ++i)
      take_reply(on);
    done += count;
  }
  auto total = watch.elapsed();

  redisFree(on);
  return total;
}

} // namespace fanfare::bench
