#include "engine/options_table.hpp"

namespace fanfare {
namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;

auto& max_event_bytes(options& of) { return of.limits.max_event_bytes; }
auto& max_events(options& of) { return of.limits.max_events; }
auto& max_body_bytes(options& of) { return of.limits.max_body_bytes; }
auto& max_unsettled_events(options& of) { return of.max_unsettled_events; }
auto& max_kept_bytes(options& of) { return of.max_kept_bytes; }
auto& kept_attempts(options& of) { return of.kept_attempts; }
auto& attempts_per_second(options& of) { return of.attempts_per_second; }
auto& window_events(options& of) { return of.window_events; }
auto& window_bytes(options& of) { return of.window_bytes; }
auto& window_deliveries(options& of) { return of.window_deliveries; }
auto& ingest_events(options& of) { return of.ingest_events; }
auto& ingest_bytes(options& of) { return of.ingest_bytes; }

constexpr option_key table[] = {
    {"limits",
     "max_event_bytes",
     "One report, in bytes. 1 to 67108864.",
     max_event_bytes,
     {1, 64 * mebibyte}},
    {"limits", "max_events", "Reports in one request. 1 to 100000.", max_events, {1, 100'000}},
    {"limits",
     "max_body_bytes",
     "One request, all reports together, in bytes. 1 to 1073741824.",
     max_body_bytes,
     {1, 1024 * mebibyte}},
    {"limits",
     "max_unsettled_events",
     "Events in the store that are not settled. Beyond them publishing is answered \"busy\", "
     "until receivers have caught up. 1 to 1000000000.",
     max_unsettled_events,
     {1, 1'000'000'000}},
    {"limits",
     "max_kept_bytes",
     "Reports kept for parked deliveries and dead letters, in bytes. Beyond them the listener "
     "that has the most loses its oldest, its dead letters first. 1048576 to 1099511627776.",
     max_kept_bytes,
     {mebibyte, 1'048'576 * mebibyte}},
    {"limits",
     "ingest_events",
     "Events in memory that wait to be stored. Beyond them publishing is answered \"busy\". "
     "1 to 10000000.",
     ingest_events,
     {1, 10'000'000}},
    {"limits",
     "ingest_bytes",
     "The same in bytes. 1 to 68719476736.",
     ingest_bytes,
     {1, 65'536 * mebibyte}},
    {"limits",
     "window_events",
     "Events in memory that are not settled; the others wait in the store. 1 to 10000000.",
     window_events,
     {1, 10'000'000}},
    {"limits",
     "window_bytes",
     "The same in bytes. 1 to 68719476736.",
     window_bytes,
     {1, 65'536 * mebibyte}},
    {"limits",
     "window_deliveries",
     "Deliveries of these events in memory. 1 to 10000000.",
     window_deliveries,
     {1, 10'000'000}},
    {"history",
     "attempts",
     "Recent attempts that the store keeps for people. 0: none; 1 to 1000000.",
     kept_attempts,
     {0, 1'000'000}},
    {"history",
     "attempts_per_second",
     "How many of them are written down in a second; while there are more, failures come first. "
     "1 to 10000.",
     attempts_per_second,
     {1, 10'000}},
};

} // namespace

std::span<const option_key> option_keys_of_limits() { return table; }

} // namespace fanfare
