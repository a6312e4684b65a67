// fanfare-bench QUESTION [CASE...] [--json] [--quick]
//
// amqp         what a message to a broker costs, beside a bare Proton sender
// backlog      what a receiver that is down costs the others and the store, and
//              what a node does that starts on a full journal
// end_to_end   what a delivery costs from publish to the receiver's answer,
//              beside a bare libcurl loop
// ingest       how many reports a second become durable, beside raw writes to
//              the same stores
// isolation    what receivers that hang, tarpit or are blackholed cost the others
// match        what it costs to find the listeners whose filters take an event;
//              its cases, each within the same time: bench/match/cases.hpp
// topics       what it costs to find the patterns that stand for an event type

#include "bench/amqp/amqp.hpp"
#include "bench/backlog/backlog.hpp"
#include "bench/end_to_end/end_to_end.hpp"
#include "bench/ingest/ingest.hpp"
#include "bench/isolation/isolation.hpp"
#include "bench/match/cases.hpp"
#include "bench/match/match.hpp"
#include "bench/measurement.hpp"
#include "bench/topics/topics.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace fanfare::bench;

struct question {
  bool (*answer)(const order&);
  std::vector<std::string> cases = {}; ///< To choose from.
};

const std::map<std::string, question>& questions() {
  static const std::map<std::string, question> all{
      {"amqp", {amqp}},
      {"backlog", {backlog, backlog_case_names()}},
      {"end_to_end", {end_to_end}},
      {"ingest", {ingest}},
      {"isolation", {isolation, isolation_case_names()}},
      {"match", {match, match_case_names()}},
      {"topics", {topics}}};
  return all;
}

int fail_usage() {
  std::fprintf(stderr, "usage: fanfare-bench QUESTION [CASE...] [--json] [--quick]\nquestions:\n");
  for (const auto& [name, what] : questions()) {
    std::fprintf(stderr, "  %s", name.c_str());
    for (const auto& one : what.cases)
      std::fprintf(stderr, "%s%s", &one == &what.cases.front() ? "; cases: " : ", ", one.c_str());
    std::fprintf(stderr, "\n");
  }
  return 64;
}

} // namespace

int main(int argc, char** argv) {
  order how;
  std::vector<std::string> words;
  for (const auto& word : std::vector<std::string>{argv + 1, argv + argc})
    if (word == "--json")
      how.json = true;
    else if (word == "--quick")
      how.quick = true;
    else
      words.push_back(word);
  const auto found = words.empty() ? questions().end() : questions().find(words.front());
  if (found == questions().end())
    return fail_usage();
  const auto& [name, what] = *found;
  how.cases.assign(words.begin() + 1, words.end());
  for (const auto& one : how.cases)
    if (std::find(what.cases.begin(), what.cases.end(), one) == what.cases.end())
      return fail_usage();
  print_environment(name, how);
  return what.answer(how) ? 0 : 1;
}
