#include "storage/redis_refusal.hpp"

#include "messages/quote.hpp"

#include <array>

namespace fanfare {

namespace {

struct known_refusal {
  std::string_view begins;
  std::string_view means;
};

constexpr std::array known{
    known_refusal{"LOADING", "it is still loading its data; it serves when it is done"},
    known_refusal{"OOM", "its memory is full (maxmemory): nothing can be stored until deliveries "
                         "make room; raise maxmemory, or remove dead letters"},
    known_refusal{"MISCONF", "it refuses writes because it cannot write to its disk; free some "
                             "space there, and see its log"},
    known_refusal{"READONLY", "it is a replica and takes no writes; name the primary in the "
                              "store URL"},
    known_refusal{"BUSY", "it is busy with a script that does not end; see SCRIPT KILL"},
    known_refusal{"NOAUTH", "it asks for a password; put one into the store URL, "
                            "redis://user:password@…"},
    known_refusal{"WRONGPASS", "it refuses the user and password of the store URL; correct them "
                               "there"},
    known_refusal{"ERR invalid password", "it refuses the password of the store URL; correct it "
                                          "there"},
    known_refusal{"ERR AUTH", "it asks for no password, but the store URL has one; take it out"},
    known_refusal{"MASTERDOWN", "it is a replica without its primary; name the primary in the "
                                "store URL"},
    known_refusal{"NOREPLICAS", "it has too few replicas that keep up (min-replicas-to-write)"},
    known_refusal{"CLUSTERDOWN", "its cluster is down"},
    known_refusal{"MOVED", "it is a node of a cluster, which this version cannot use; use a single "
                           "Redis"},
    known_refusal{"ERR DB index", "it has no database of that number; name another one in the "
                                  "store URL"},
    known_refusal{"ERR The stream has exhausted",
                  "the stream fanfare:{0}:events has reached the last possible id, because "
                  "somebody wrote it by hand; delete the stream when it is empty"},
};

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

} // namespace

std::string explained_refusal(std::string_view said, std::string_view name) {
  const std::string subject{name};
  if (begins(said, "NOPERM"))
    return "its user may not run what " + subject + " needs (" + quoted(said, 200) +
           "); allow it with ACL SETUSER";
  if (begins(said, "WRONGTYPE"))
    return subject + ": a key of fanfare holds something of another type; ";
  for (const auto& each : known)
    if (begins(said, each.begins))
      return std::string{each.means};
  return subject + " was refused: " + quoted(said, 300);
}

} // namespace fanfare
