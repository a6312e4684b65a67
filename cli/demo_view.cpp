#include "cli/demo_view.hpp"

#include "cli/console.hpp"
#include "cli/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

namespace fanfare {

namespace {

constexpr std::string_view bold = "1";
constexpr std::string_view faint = "2";
constexpr std::string_view red = "31";
constexpr std::string_view green = "32";

/// One of Pulp's repository ids has a hundred characters.
std::string shortened(const std::string& text) {
  constexpr std::size_t longest = 20;
  return text.size() <= longest ? text : text.substr(0, longest - 1) + "…";
}

std::string as_typed(const std::string& word) {
  bool plain = std::none_of(word.begin(), word.end(), [](char c) {
    return std::string_view{" *#\"{}&;|<>$()'"}.find(c) != std::string_view::npos;
  });
  auto equals = word.find('=');
  if (plain || equals == word.npos)
    return plain ? word : "'" + word + "'";
  return word.substr(0, equals + 1) + "'" + word.substr(equals + 1) + "'";
}

std::size_t taken_by(const demo_receiver& one) {
  return static_cast<std::size_t>(
      std::count_if(one.arrived.begin(), one.arrived.end(),
                    [](const demo_arrival& request) { return request.taken(); }));
}

} // namespace

demo_view::demo_view(console& to) : to_(to) {
  to_.out << styled(bold, "fanfare demo") << ": sample reports, from publish to receiver\n";
}

void demo_view::heading(std::string_view text) {
  to_.out << '\n' << styled(bold, text) << std::endl;
}

void demo_view::line(std::string_view text) { to_.out << "  " << text << std::endl; }

void demo_view::receiver(const demo_receiver& one) {
  std::string note;
  if (one.listener->refusals > 0)
    note = "  answers the first request with 503";
  if (one.listener->queues())
    note = "  a queue bound to amq.topic with " + std::string{one.listener->binding};
  line(fmt::format("{}  pid {}{}", padded(one.url(), 38), one.process.pid(), styled(faint, note)));
}

void demo_view::ran(const std::vector<std::string>& words, const std::vector<std::string>& said) {
  std::string typed = "$ fanfare";
  for (const auto& word : words)
    typed += " " + as_typed(word);
  line(typed);
  for (const auto& one : said)
    line("  " + styled(faint, one));
}

void demo_view::published(const demo_publication& one) {
  line(fmt::format("{}  {}  {}  {:>5} bytes  {}", one.what->letter,
                   padded(one.what->event_type(), 19), padded(shortened(one.what->repo_id()), 20),
                   one.what->body().size(), styled(faint, one.id)));
}

void demo_view::received(const demo_receiver& by, const std::vector<demo_publication>& published) {
  line(fmt::format("{} {}", styled(bold, by.listener->name),
                   styled(faint, fmt::format("{}{}", by.listener->event_type,
                                             by.listener->enabled ? "" : ", disabled"))));
  if (by.arrived.empty())
    line("  nothing");
  std::map<std::string, int> attempts;
  for (const auto& request : by.arrived) {
    auto known = std::find_if(published.begin(), published.end(),
                              [&](const auto& one) { return one.id == request.id; });
    bool is_known = known != published.end();
    auto attempt = ++attempts[request.id];
    const auto way = by.listener->mails()    ? "to " + request.path
                     : by.listener->queues() ? "in queue " + request.path
                                             : fmt::format("attempt {}", attempt);
    line(fmt::format("  {}  {}  {:>5} bytes  {}  {}{}",
                     padded(is_known ? known->what->event_type() : "?", 19),
                     padded(is_known ? shortened(known->what->repo_id()) : "?", 20),
                     request.body.size(), styled(faint, request.id), way,
                     request.taken() ? "" : fmt::format(", answered {}", request.status)));
  }
}

bool demo_view::summary(const std::vector<demo_receiver>& receivers,
                        const std::vector<demo_publication>& published) {
  heading("Summary");
  line(fmt::format("{:<14}{:<18}{:>5}{:>9}{:>10}", "listener", "event types", "due", "arrived",
                   "requests"));
  std::size_t due = 0;
  std::size_t mails = 0;
  std::vector<std::string> wrong;
  for (const auto& one : receivers) {
    due += due_at(*one.listener);
    mails += one.listener->mails() ? due_at(*one.listener) : 0;
    line(fmt::format("{:<14}{:<18}{:>5}{:>9}{:>10}", one.listener->name, one.listener->event_type,
                     due_at(*one.listener), taken_by(one), one.arrived.size()));
    for (const auto& sentence : discrepancies(*one.listener, published, one.arrived))
      wrong.push_back(std::string{one.listener->name} + ": " + sentence);
  }
  to_.out << '\n';
  for (const auto& sentence : wrong)
    line(styled(red, printable(sentence)));
  if (wrong.empty())
    line(styled(green, fmt::format("All {} deliveries of {} reports arrived exactly as due: each "
                                   "once, {} of them byte for byte and {} as mails.",
                                   due, published.size(), due - mails, mails)));
  return wrong.empty();
}

std::string demo_view::styled(std::string_view sequence, std::string_view text) const {
  if (!to_.colour || text.empty())
    return std::string{text};
  return fmt::format("\033[{}m{}\033[0m", sequence, text);
}

} // namespace fanfare
