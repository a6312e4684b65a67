#include "storage/store_thread.hpp"
#include "tests/contract/must.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <future>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace fanfare::test {

namespace {

using strings = std::vector<std::string>;

/// Keeps the groups it is asked to write, gives ids 1, 2, 3, …, and can be made to fail.
class counting_journal final : public journal {
public:
  result<std::vector<event_id>> write(const write_group& group) override {
    groups.push_back(group);
    if (std::exchange(throws, false))
      throw std::runtime_error{"bad luck"};
    if (fails || (fails_appends && !group.appends.empty()))
      return error{errc::store_unreachable, "store gone: plug it in"};
    std::vector<event_id> ids;
    for (std::size_t i = 0; i < group.appends.size(); ++i)
      ids.push_back({++last, 0, 0, 0});
    return ids;
  }
  result<journal_batch> read(const std::optional<event_id>&, read_limit) override {
    return journal_batch{};
  }
  result<std::optional<stored_event>> find(const event_id&) override {
    return std::optional<stored_event>{};
  }
  result<std::uint64_t> change_mark() override { return std::uint64_t{0}; }
  result<std::uint64_t> unsettled() override { return std::uint64_t{0}; }
  result<std::uint64_t> referenced() override { return std::uint64_t{0}; }

  std::vector<write_group> groups;
  std::uint64_t last = 0;
  bool fails = false;
  bool fails_appends = false;
  bool throws = false; ///< Once.
};

class counting_store final : public store {
public:
  journal& events() override { return log; }
  retries& parked() override { std::abort(); }
  dead_letters& dead() override { std::abort(); }
  holdings& stock() override { std::abort(); }
  suspects& doubts() override { std::abort(); }
  attempt_log& attempts() override { std::abort(); }
  listener_store& listeners() override { std::abort(); }
  listener_states& states() override { std::abort(); }
  seen_types& types() override { std::abort(); }
  quarantine& broken() override { std::abort(); }
  result<void> become_node(const node_card&) override { return {}; }
  result<void> heartbeat() override { return {}; }
  result<std::vector<node_card>> live_nodes() override { return std::vector<node_card>{}; }
  std::vector<finding> diagnose() override { return {}; }
  result<void> backup(const std::string&, if_there, const on_progress&) override { return {}; }

  counting_journal log;
};

/// Holds a thread until it is opened.
class gate {
public:
  void open() {
    std::lock_guard guard{mutex_};
    is_open_ = true;
    opened_.notify_all();
  }
  void pass() {
    std::unique_lock guard{mutex_};
    opened_.wait(guard, [this] { return is_open_; });
  }

private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
};

/// A store thread that is held until everything has been given to it, so that
/// what it makes of it is no matter of timing.
class StoreThread : public testing::Test {
protected:
  StoreThread() {
    thread_->run([this](store&) {
      held_.open();
      go_.pass();
    });
    held_.pass();
  }
  ~StoreThread() override { go_.open(); }

  /// Lets the thread work, and waits until it has come as far as this.
  void let_work() {
    std::promise<void> done;
    thread_->run([&done](store&) { done.set_value(); });
    go_.open();
    done.get_future().wait();
  }

  /// Lets the thread work, and waits until it has done all.
  void let_go() {
    go_.open();
    thread_.reset();
  }

  void append(std::size_t events, const std::string& label) {
    thread_->append(std::vector<new_event>(events, {label}), [this, label](auto ids) {
      if (ids)
        ids_.insert(ids_.end(), ids->begin(), ids->end());
      told_.push_back(label + (ids ? "" : ": " + ids.error().detail));
    });
  }

  void settle(std::uint64_t ms) {
    thread_->settle({.settled = {event_id{ms, 0, 0, 0}}}, [this](auto done) {
      told_.push_back(done ? "settled" : "settled: " + done.error().detail);
    });
  }

  std::vector<std::size_t> group_sizes() const {
    std::vector<std::size_t> sizes;
    for (const auto& group : store_.log.groups)
      sizes.push_back(group.appends.size());
    return sizes;
  }

  counting_store store_;
  gate held_;
  gate go_;
  strings told_;
  std::vector<event_id> ids_;
  std::unique_ptr<store_thread> thread_ = std::make_unique<store_thread>(
      store_, "fanfare-store", store_thread::on_commit{},
      thread_watch{[this](const auto& thread, const auto& cause, auto) {
                     told_.push_back(thread + " died of " + cause);
                   },
                   [this](const auto&) { told_.push_back("it begins anew"); }});
};

} // namespace

TEST_F(StoreThread, commits_together_what_waits_together) {
  append(1, "a");
  settle(7);
  append(2, "b");
  settle(8);

  let_go();

  ASSERT_EQ(store_.log.groups.size(), 1u);
  EXPECT_EQ(store_.log.groups[0].appends.size(), 3u);
  EXPECT_EQ(store_.log.groups[0].settles.settled.size(), 2u);
  EXPECT_EQ(told_.size(), 4u);
}

TEST_F(StoreThread, a_group_has_at_most_256_events_and_keeps_the_order_of_appends) {
  append(200, "a");
  append(56, "b");
  append(1, "c");
  append(256, "d");

  let_go();

  EXPECT_EQ(group_sizes(), (std::vector<std::size_t>{256, 1, 256}));
  EXPECT_EQ(told_, (strings{"a", "b", "c", "d"}));
}

TEST_F(StoreThread, each_append_gets_the_ids_of_its_own_events) {
  std::vector<std::uint64_t> firsts;
  for (const auto events : {std::size_t{3}, std::size_t{1}, std::size_t{4}})
    thread_->append(std::vector<new_event>(events), [&firsts, events](auto ids) {
      EXPECT_EQ(ids->size(), events);
      firsts.push_back(ids->front().ms);
    });

  let_go();

  EXPECT_EQ(firsts, (std::vector<std::uint64_t>{1, 4, 5}));
}

TEST_F(StoreThread, all_waiting_settlements_ride_in_the_first_commit) {
  append(256, "a");
  append(256, "b");
  for (std::uint64_t i = 0; i < 1'000; ++i)
    settle(i);

  let_go();

  ASSERT_EQ(store_.log.groups.size(), 2u);
  EXPECT_EQ(store_.log.groups[0].settles.settled.size(), 1'000u);
  EXPECT_TRUE(store_.log.groups[1].settles.empty());
}

TEST_F(StoreThread, every_part_of_a_settlement_is_carried_over) {
  const event_id id{1, 0, 0, 0};
  for (int i = 0; i < 2; ++i)
    thread_->settle({.settled = {id},
                     .parks = {{id, "l1"}},
                     .dead = {{id, "l2"}},
                     .retries = {{.event = id, .listener = "l3"}}},
                    [](auto) {});

  let_go();

  const auto& written = store_.log.groups.at(0).settles;
  EXPECT_EQ(written.settled.size(), 2u);
  EXPECT_EQ(written.parks.at(1).listener, "l1");
  EXPECT_EQ(written.dead.at(1).listener, "l2");
  EXPECT_EQ(written.retries.at(1).listener, "l3");
}

TEST_F(StoreThread, a_failure_is_told_to_everybody_in_the_group) {
  store_.log.fails = true;
  append(1, "a");
  settle(7);

  let_go();

  EXPECT_EQ(told_, (strings{"a: store gone: plug it in", "settled: store gone: plug it in"}));
}

TEST_F(StoreThread, what_makes_room_is_written_although_what_finds_none_fails) {
  store_.log.fails_appends = true;
  append(1, "a");
  settle(7);

  let_go();

  EXPECT_EQ(told_, (strings{"a: store gone: plug it in", "settled"}));
  EXPECT_TRUE(store_.log.groups.back().appends.empty());
}

TEST_F(StoreThread, goes_on_after_a_group_failed) {
  store_.log.fails = true;
  append(256, "a");
  thread_->run([this](store&) { store_.log.fails = false; });
  append(256, "b");

  let_go();

  EXPECT_EQ(told_, (strings{"a: store gone: plug it in", "b"}));
}

TEST_F(StoreThread, tells_everybody_that_their_commit_threw_and_begins_anew) {
  store_.log.throws = true;
  append(1, "a");
  settle(7);
  let_work();
  append(1, "b");

  let_go();

  EXPECT_EQ(told_, (strings{"a: the store's thread failed: bad luck",
                            "settled: the store's thread failed: bad luck",
                            "fanfare-store died of bad luck", "it begins anew", "b"}));
}

TEST_F(StoreThread, does_a_job_that_threw_again_after_those_that_wait) {
  int tries = 0;
  thread_->run([&](store&) {
    told_.push_back("a try");
    if (++tries == 1)
      throw std::runtime_error{"bad luck"};
  });
  thread_->run([this](store&) { told_.push_back("another job"); });

  let_work();
  let_go();

  EXPECT_EQ(told_, (strings{"a try", "fanfare-store died of bad luck", "it begins anew",
                            "another job", "a try"}));
}

TEST_F(StoreThread, jobs_get_their_turn_between_commits) {
  append(256, "first commit");
  append(256, "second commit");
  settle(7);
  thread_->run([this](store& of) {
    EXPECT_EQ(&of, &store_);
    told_.push_back("job");
  });

  let_go();

  EXPECT_EQ(told_, (strings{"first commit", "settled", "job", "second commit"}));
}

TEST_F(StoreThread, jobs_alone_write_nothing) {
  thread_->run([](store&) {});

  let_go();

  EXPECT_TRUE(store_.log.groups.empty());
}

TEST_F(StoreThread, an_empty_append_is_answered) {
  append(0, "nothing");

  let_go();

  EXPECT_EQ(told_, strings{"nothing"});
}

TEST_F(StoreThread, what_a_callback_gives_is_carried_out_before_the_end) {
  thread_->settle({}, [this, of = thread_.get()](auto) {
    of->run([this](store&) { told_.push_back("from a callback"); });
  });

  let_go();

  EXPECT_EQ(told_, strings{"from a callback"});
}

TEST_F(StoreThread, has_a_name_and_no_broken_pipes) {
  std::array<char, 16> name{};
  bool blocked = false;
  thread_->run([&](store&) {
    pthread_getname_np(pthread_self(), name.data(), name.size());
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGPIPE) == 1;
  });

  let_go();

  EXPECT_STREQ(name.data(), "fanfare-store");
  EXPECT_TRUE(blocked);
}

} // namespace fanfare::test
