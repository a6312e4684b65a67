#include "actors/cataloguer.hpp"
#include "actors/chronicler.hpp"
#include "actors/crier.hpp"
#include "actors/custodian.hpp"
#include "actors/deliverer.hpp"
#include "actors/herald.hpp"
#include "actors/ingestor.hpp"
#include "actors/journal_reader.hpp"
#include "actors/merger.hpp"
#include "actors/recorder.hpp"
#include "actors/retrier.hpp"
#include "actors/settler.hpp"
#include "actors/steward.hpp"
#include "engine/node.hpp"

#include <algorithm>
#include <functional>
#include <new>
#include <random>
#include <thread>
#include <utility>

// Who sits at which desk.

namespace fanfare {

namespace {

std::function<double()> random_spread() {
  return [random = std::mt19937_64{std::random_device{}()}]() mutable {
    return std::uniform_real_distribution<double>{0.0, 1.0}(random);
  };
}

} // namespace

unsigned node::threads_of(const options& how) {
  return how.actor_threads > 0 ? how.actor_threads
                               : std::max(2u, std::thread::hardware_concurrency());
}

std::vector<post> node::posts(const options& how) {
  auto all = delivery_posts(how);
  all.push_back({"ingestor", &ingestor_.bell, [this](alarm_clock&) {
                   return std::make_unique<ingestor>(ingestor_, gate_, *writes_, reader_, around_);
                 }});
  all.push_back({"journal reader", &reader_.bell, [this](alarm_clock& clock) {
                   return std::make_unique<journal_reader>(clock, reader_, *reads_, matcher_,
                                                           settler_, around_, &care_);
                 }});
  all.push_back({"matcher", &matcher_.bell, [this](alarm_clock& clock) {
                   return std::make_unique<matcher>(clock, matcher_, reader_, librarian_, index_,
                                                    directory_, settler_, cataloguer_, around_);
                 }});
  all.push_back({"settler", &settler_.bell, [this](alarm_clock& clock) {
                   return std::make_unique<settler>(
                       clock, settler_, *writes_, reader_, matcher_, retrier_, chronicler_,
                       directory_, &std::chrono::system_clock::now, random_spread(), around_);
                 }});
  all.push_back({"retrier", &retrier_.bell, [this](alarm_clock& clock) {
                   return std::make_unique<retrier>(clock, retrier_, *writes_, index_, directory_,
                                                    settler_, notifiers_->delivered_types(),
                                                    around_, &care_);
                 }});
  for (auto& beside : posts_beside_the_flow(how))
    all.push_back(std::move(beside));
  for (auto& keeper : posts_of_keepers(how))
    all.push_back(std::move(keeper));
  return all;
}

std::vector<post> node::posts_beside_the_flow(const options& how) {
  auto check = [this](const listener& one) -> result<checked_config> {
    auto type = notifiers_->find(one.notifier_type);
    if (!type)
      return checked_config{};
    try {
      if (auto valid = type->validate(one.notifier_config); !valid)
        return valid.error();
      return checked_config{checked_by::its_notifier, type->parts(one.notifier_config)};
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception& why) { // the host's; the other listeners have better ones
      return error{errc::invalid_listener,
                   std::string{"notifier_config: the notifier could not check it: "} + why.what()};
    }
  };
  return {{"librarian", &librarian_.bell,
           [this, pace = how.delivery, check](alarm_clock& clock) {
             return std::make_unique<librarian>(clock, librarian_, *reads_, *writes_, merger_,
                                                matcher_, crier_, index_, pace, check, around_);
           }},
          {"merger", &merger_.bell,
           [this](alarm_clock&) { return std::make_unique<merger>(merger_, librarian_); }, true},
          {"chronicler", &chronicler_.bell,
           [this](alarm_clock& clock) {
             return std::make_unique<chronicler>(clock, chronicler_, *writes_, index_, crier_,
                                                 &std::chrono::system_clock::now, around_);
           }},
          {"crier", &crier_.bell,
           [this](alarm_clock& clock) {
             return std::make_unique<crier>(clock, crier_, index_, gate_, ingestor_, around_);
           }},
          {"custodian", &custodian_.bell,
           [this](alarm_clock& clock) {
             return std::make_unique<custodian>(clock, custodian_, *reads_, *writes_, index_,
                                                notifiers_->delivered_types(), chronicler_,
                                                &std::chrono::system_clock::now, around_);
           }},
          {"cataloguer", &cataloguer_.bell,
           [this](alarm_clock& clock) {
             return std::make_unique<cataloguer>(clock, cataloguer_, *writes_, around_);
           }},
          {"herald", &herald_.bell, [this](alarm_clock& clock) {
             return std::make_unique<herald>(
                 clock, herald_, *writes_, *reads_, backlog_, [this] { return outages(); },
                 around_);
           }}};
}

std::vector<post> node::posts_of_keepers(const options& how) {
  return {{"steward", &steward_.bell,
           [this, most = keeping_limits{how.delivery, how.max_kept_bytes}](alarm_clock& clock) {
             return std::make_unique<steward>(clock, steward_, *reads_, index_, most, around_);
           }},
          {"recorder", &recorder_.bell, [this, most = how.kept_attempts](alarm_clock& clock) {
             return std::make_unique<recorder>(clock, recorder_, *writes_, most, around_);
           }}};
}

std::vector<post> node::delivery_posts(const options& how) {
  const auto per_type = threads_of(how);
  std::vector<post> all;
  for (const auto& type : notifiers_->types())
    if (auto why = notifiers_->why_held(type))
      directory_.hold(type, *std::move(why));
  for (const auto& type : notifiers_->delivered_types()) {
    std::vector<std::shared_ptr<deliverer_desk>> desks;
    for (unsigned i = 0; i < per_type; ++i) {
      auto desk = std::make_shared<deliverer_desk>();
      desk->meter.notifier_type = type;
      desk->sample = attempt_sample{how.kept_attempts > 0 ? how.attempts_per_second : 0};
      auto out = notifiers_->find(type);
      all.push_back({"deliverer " + type + ' ' + std::to_string(i), &desk->bell,
                     [this, desk, out](alarm_clock& clock) {
                       return std::make_unique<deliverer>(clock, desk, out, site_, random_spread());
                     }});
      deliverers_.push_back(desk);
      desks.push_back(std::move(desk));
    }
    directory_.add(type, std::move(desks));
  }
  return all;
}

} // namespace fanfare
