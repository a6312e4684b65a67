#include "cli/doctor.hpp"

#include "fanfare/admin.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"
#include "server/http_server.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

std::string_view name_of(severity how) {
  switch (how) {
  case severity::ok:
    return "ok";
  case severity::warning:
    return "warning";
  case severity::problem:
    return "problem";
  }
  return "problem";
}

/// What was found, and the exit code that it makes.
struct report_card {
  std::vector<finding> found;
  int code = exit_ok;

  void fail(std::string subject, const error& why, std::string advice) {
    found.push_back({severity::problem, std::move(subject), why.detail, std::move(advice)});
    code = exit_code_of(why.code);
  }
};

void look_at_store(report_card& card, const options& how) {
  const auto store = admin::open(how);
  if (!store)
    return card.fail("store", store.error(), "put that right first; nothing else can be looked at");
  for (auto& one : (*store)->diagnose()) {
    if (one.how == severity::problem && card.code == exit_ok)
      card.code = exit_unavailable;
    card.found.push_back(std::move(one));
  }
}

report_card examine(const arguments& said) {
  report_card card;
  const auto read = chosen_configuration(said);
  if (!read) {
    card.fail("configuration", read.error(), "put it right; `fanfare config check` looks again");
    return card;
  }
  card.found.push_back({severity::ok, "configuration",
                        read->file ? read->file->string() + " is valid"
                                   : "there is no file; the defaults and the environment hold"});
  if (!read->values.store_named)
    card.found.push_back(
        {severity::warning, "configuration",
         "no store is named, so it is " + read->values.store_url + " in the working directory",
         "name it: [store] url, FANFARE_STORE_URL or --store"});
  if (const auto listening = http_server::check_address(read->values.listen); !listening)
    card.fail("server", listening.error(), "change [server] listen");
  look_at_store(card, read->values);
  return card;
}

void show(const report_card& card, console& to) {
  for (const auto& one : card.found) {
    to.out << padded(name_of(one.how), 9) << printable(one.subject) << ": " << printable(one.what);
    if (!one.advice.empty())
      to.out << "; to do: " << printable(one.advice);
    to.out << '\n';
  }
}

void show_as_json(const report_card& card, console& to) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& one : card.found)
    all.push_back({{"severity", name_of(one.how)},
                   {"subject", one.subject},
                   {"what", one.what},
                   {"advice", one.advice}});
  to.out << all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

int doctor(const arguments& said, console& to) {
  const auto card = examine(said);
  if (said.has("--json"))
    show_as_json(card, to);
  else
    show(card, to);
  return card.code;
}

} // namespace

command doctor_command() {
  return {.name = "doctor",
          .description = "look for what keeps events from being stored and delivered",
          .flags = {{"--json", "print JSON, for programs", takes::nothing}},
          .run = doctor};
}

} // namespace fanfare
