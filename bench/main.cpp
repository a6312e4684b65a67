// fanfare-bench QUESTION [--json] [--quick]
//
// amqp         what a message to a broker costs, beside a bare Proton sender
// end_to_end   what a delivery costs from publish to the receiver's answer,
//              beside a bare libcurl loop
// ingest       how many reports a second become durable, beside raw writes to
//              the same stores
// match        what it costs to find the listeners whose filters take an event
// topics       what it costs to find the patterns that stand for an event type

#include "bench/amqp/amqp.hpp"
#include "bench/end_to_end/end_to_end.hpp"
#include "bench/ingest/ingest.hpp"
#include "bench/match/match.hpp"
#include "bench/measurement.hpp"
#include "bench/topics/topics.hpp"

#include <cstdio>
#include <cstring>
#include <map>
#include <string>

int main(int argc, char** argv) {
  using namespace fanfare::bench;
  const std::map<std::string, bool (*)(const order&)> questions{{"amqp", amqp},
                                                                {"end_to_end", end_to_end},
                                                                {"ingest", ingest},
                                                                {"match", match},
                                                                {"topics", topics}};
  order how;
  std::string question;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0)
      how.json = true;
    else if (std::strcmp(argv[i], "--quick") == 0)
      how.quick = true;
    else
      question = argv[i];
  }
  auto found = questions.find(question);
  if (found == questions.end()) {
    std::fprintf(stderr, "usage: fanfare-bench QUESTION [--json] [--quick]\nquestions:\n");
    for (const auto& [name, answer] : questions)
      std::fprintf(stderr, "  %s\n", name.c_str());
    return 64;
  }
  print_environment(question, how);
  return found->second(how) ? 0 : 1;
}
