#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Ties event types to a way out. `notifier_config`, `filter` and `delivery`
/// are JSON text: objects, or empty for none.
struct listener {
  std::string id;            ///< 24 hex digits when fanfare made it; `[A-Za-z0-9_.-]{1,64}`.
  std::string name;          ///< Chosen by the admin, unique, or empty.
  std::string notifier_type; ///< `http`, `email`, `amqp`, or the name under which a notifier was
                             ///< registered.
  bool enabled = true;       ///< A disabled listener matches nothing; what waits for it is held.
  std::vector<std::string>
      event_types;             ///< Patterns: `repo.sync.start`, `repo.*.finish`, `repo.#`, `*`.
  std::string filter;          ///< Of the whole report: docs/filters.md.
  std::string notifier_config; ///< What the notifier needs, e.g. `{"url":"https://…"}`.
  std::string delivery;        ///< Overrides of the delivery options, e.g. `{"timeout":"5s"}`.
  bool paused = false;         ///< A paused listener matches, and what it matches waits.
};

/// What an admin asks for when a listener is made.
struct listener_draft {
  std::string notifier_type;
  std::vector<std::string> event_types;
  std::string notifier_config = "{}";
  std::string name = {};
  std::string delivery = {};
  bool enabled = true;
  std::string filter = {};
  bool paused = false;
};

/// What an admin changes. What is not set stays as it is.
struct listener_change {
  std::optional<std::vector<std::string>> event_types = {}; ///< Replaces the list.
  std::optional<std::string> notifier_config = {}; ///< Merged key by key; null removes a key.
  std::optional<std::string> delivery = {};        ///< Merged key by key; null removes a key.
  std::optional<bool> enabled = {};
  std::optional<std::string> filter = {}; ///< Replaces the filter; empty removes it.
  std::optional<bool> paused = {};
};

/// Writes the `notifier_config` of an `http` listener. Empty fields are left out.
struct http_config {
  std::string url;
  std::string username = {};
  std::string password = {};
  std::string ca_path = {}; ///< A PEM file used instead of the system's authorities.

  std::string json() const;
};

/// Writes the `notifier_config` of an `email` listener.
struct email_config {
  std::string subject;
  std::vector<std::string> addresses; ///< Each gets a mail of its own.

  std::string json() const;
};

/// Writes the `notifier_config` of an `amqp` listener. An empty exchange is left out.
struct amqp_config {
  std::string exchange = {}; ///< Overrides the configured one.
  std::string ttl = {};      ///< As the configured one, which it overrides: `15m`.

  std::string json() const;
};

} // namespace fanfare
