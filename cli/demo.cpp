#include "cli/demo.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/demo_stage.hpp"
#include "cli/demo_view.hpp"
#include "cli/exit_code.hpp"
#include "cli/interruption.hpp"

namespace fanfare {

namespace {

constexpr std::chrono::seconds delivery_patience{30};

result<void> start_receivers(demo_stage& stage, demo_view& view, demo_extra with) {
  view.heading("Receivers, each a process of its own");
  for (const auto& listener : demo_listeners(with)) {
    if (listener.queues())
      view.line("(RabbitMQ takes a few seconds to start)");
    if (auto started = stage.start_receiver(listener); !started)
      return started;
    view.receiver(stage.receivers().back());
  }
  if (const auto* broker = stage.rabbitmq())
    view.line("rabbitmq-server  pid " + std::to_string(broker->server().pid()));
  return {};
}

std::string type_of(const demo_listener& listener) {
  return listener.mails() ? "email" : listener.queues() ? "amqp" : "http";
}

std::vector<std::string> words_to_create(const demo_receiver& receiver) {
  const auto& listener = *receiver.listener;
  std::vector<std::string> words{"event", "listener", type_of(listener), "create",
                                 "--event-type=" + std::string{listener.event_type}};
  if (listener.mails()) {
    std::string addresses;
    for (const auto& each : listener.addresses)
      addresses += (addresses.empty() ? "" : ",") + std::string{each};
    words.insert(words.end(), {"--subject=fanfare demo", "--addresses=" + addresses});
  } else if (listener.queues()) {
    words.emplace_back("--exchange=amq.topic");
  } else {
    words.push_back("--url=" + receiver.url());
  }
  words.push_back("--name=" + std::string{listener.name});
  // The refused delivery shall be tried again while somebody watches.
  if (listener.refusals > 0)
    words.emplace_back(R"(--delivery={"first_delay":"200ms"})");
  return words;
}

result<void> create_listeners(demo_stage& stage, demo_view& view) {
  view.heading("Listeners, made with the real command");
  for (const auto& receiver : stage.receivers()) {
    const auto& listener = *receiver.listener;
    auto words = words_to_create(receiver);
    auto said = stage.run(words);
    if (!said)
      return said.error();
    view.ran(words, *said);
    if (listener.enabled)
      continue;
    words = {"event", "listener", "disable", "--listener-id=" + std::string{listener.name}};
    auto disabled = stage.run(words);
    if (!disabled)
      return disabled.error();
    view.ran(words, *disabled);
  }
  return {};
}

std::vector<std::string> words_to_publish(const demo_report& report, const std::string& path) {
  if (report.wrap_as.empty())
    return {"publish", path};
  return {"publish",       "--event-type", std::string{report.wrap_as}, "--payload", "@" + path,
          "--call-report", "null"};
}

result<std::vector<demo_publication>> publish_reports(demo_stage& stage, demo_view& view) {
  view.heading("Reports, published with the real command");
  std::vector<demo_publication> published;
  for (const auto& report : demo_reports()) {
    auto path = stage.write(std::string{report.letter} + ".json", report.text);
    if (!path)
      return path.error();
    auto said = stage.run(words_to_publish(report, *path));
    if (!said)
      return said.error();
    if (said->size() != 1)
      return error{errc::internal, "publishing one report printed other than one id."};
    published.push_back({&report, said->front()});
    view.published(published.back());
  }
  return published;
}

result<bool> play(demo_store::kind on, demo_extra with, demo_view& view) {
  auto made = demo_stage::set_up(on);
  if (!made)
    return made.error();
  auto& stage = **made;
  if (const auto* server = stage.store().server()) {
    view.heading("Redis, a process of its own");
    view.line("redis-server at " + stage.store().url() + "  pid " + std::to_string(server->pid()));
  }
  if (auto started = start_receivers(stage, view, with); !started)
    return started.error();
  if (auto created = create_listeners(stage, view); !created)
    return created.error();
  view.heading("Engine, a process of its own");
  if (auto started = stage.start_engine(); !started)
    return started.error();
  view.line(stage.engine_line());
  auto published = publish_reports(stage, view);
  if (!published)
    return published.error();

  stage.receive_all_due(delivery_patience);
  // What else there is to come has come once the engine has ended.
  auto ended = stage.tear_down();
  view.heading("Received");
  for (const auto& receiver : stage.receivers())
    view.received(receiver, *published);
  if (!ended)
    return ended.error();
  return view.summary(stage.receivers(), *published);
}

int demo(const arguments& said, console& to) {
  auto kind = demo_store_said(said);
  if (!kind)
    return fail_usage(to, kind.error().detail);
  interruption signals;
  demo_view view{to};
  auto as_due =
      play(*kind, said.has("--with-rabbitmq") ? demo_extra::rabbitmq : demo_extra::none, view);
  signals.end_by_it();
  if (!as_due)
    return fail(to, as_due.error());
  return *as_due ? exit_ok : exit_defect;
}

} // namespace

command demo_command() {
  return {.name = "demo",
          .description = "deliver sample reports to receivers on this machine and check them",
          .flags = {{"--store", "kind of store that the demo makes for itself, and throws away: "
                                "sqlite (default) or redis, for which it starts a redis-server"},
                    {"--with-rabbitmq",
                     "start a rabbitmq-server too, and deliver to a queue that is bound with "
                     "repo.sync.*",
                     takes::nothing}},
          .run = demo};
}

} // namespace fanfare
