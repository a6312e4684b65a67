#include "cli/program.hpp"

#include "cli/arguments.hpp"
#include "cli/config_section.hpp"
#include "cli/console.hpp"
#include "cli/dead_section.hpp"
#include "cli/demo.hpp"
#include "cli/demo_mailbox.hpp"
#include "cli/demo_queue.hpp"
#include "cli/demo_receiver.hpp"
#include "cli/doctor.hpp"
#include "cli/event_section.hpp"
#include "cli/exit_code.hpp"
#include "cli/filter_section.hpp"
#include "cli/help.hpp"
#include "cli/publish.hpp"
#include "cli/serve.hpp"
#include "cli/stats.hpp"
#include "cli/store_section.hpp"
#include "cli/text_layout.hpp"

#include <ostream>

namespace fanfare {

namespace {

/// Carries out what a parsed line says; one overload a kind.
struct executor {
  std::span<char*> words;
  console& to;

  int operator()(const invocation& call) const {
    wipe_secrets(*call.what, words);
    return call.what->run(call.with, to);
  }

  int operator()(const help_wanted& wanted) const {
    to.out << help(wanted.in, wanted.where);
    return wanted.because == help_wanted::why::asked ? exit_ok : exit_usage;
  }

  int operator()(const usage_mistake& mistake) const {
    to.err << help(mistake.in, mistake.where) << '\n';
    if (!mistake.sentence.empty())
      return fail_usage(to, mistake.sentence);
    to.err << "The following options are required but were not specified:\n";
    for (const auto& name : mistake.missing)
      to.err << "  " << name << '\n';
    return exit_usage;
  }

  int operator()(version_wanted) const {
    to.out << "fanfare " FANFARE_VERSION "\n";
    return exit_ok;
  }

private:
  std::string help(const section* in, const command* where) const {
    return where ? help_of(*where, to.width) : help_of(*in, to.width);
  }
};

} // namespace

section program_grammar() {
  return {"fanfare",
          "deliver event reports to everyone who listens",
          {dead_section(), event_section(), filter_section(), config_section(), store_section()},
          {serve_command(), publish_command(), stats_command(), doctor_command(), demo_command(),
           demo_mailbox_command(), demo_queue_command(), demo_receiver_command()},
          {{"--config", "configuration file; otherwise $FANFARE_CONFIG, ./fanfare.toml or "
                        "/etc/fanfare/fanfare.toml"},
           {"--store", "store to work on, sqlite:PATH or redis://host:port/db; otherwise the "
                       "configured one, or "
                       "sqlite:fanfare.db"},
           {"--version", "print the version", takes::nothing}}};
}

int run_program(const section& grammar, std::span<char*> words, console& to) {
  auto line = parse_line(grammar, {words.begin(), words.end()});
  int code = std::visit(executor{words, to}, line);
  if (!to.out.flush() && code == exit_ok) {
    to.err << "fanfare: the result could not be written to standard output.\n";
    return exit_no_output;
  }
  return code;
}

} // namespace fanfare
