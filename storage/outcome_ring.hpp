#pragma once

#include "fanfare/event.hpp"
#include "fanfare/result.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

class mapped_file;

/// How a delivery ended for good.
enum class final_outcome : std::uint8_t { delivered = 1, rejected = 2, gone = 3 };

/// Remembers for the next start which deliveries had ended when this process
/// was killed, so that what the store does not know yet is not delivered twice:
/// 16 bytes for each in a file that is mapped into memory, where they outlive
/// the process, if not a power cut. The newest take the places of the oldest.
///
/// The file is this object's alone, under a lock. Who makes it shorter while it
/// is mapped kills the process.
/// Thread safety: `note` and `recall` may be called from any thread.
class outcome_ring {
public:
  /// How many bytes the file has beside 16 for each outcome.
  static constexpr std::size_t header_bytes = 64;

  struct opened {
    std::unique_ptr<outcome_ring> ring; ///< Null: there is none to be had.
    std::string warning;                ///< What an admin should know; empty: nothing.
  };

  /// Opens the file, or makes it, with room for `capacity` outcomes at least.
  /// One that is damaged is begun anew, with a warning; one of another store is left alone.
  /// @param installation of the store; none: not known yet, and not compared.
  static opened open(const std::string& path, std::optional<std::uint64_t> installation,
                     std::size_t capacity);
  ~outcome_ring();
  outcome_ring(const outcome_ring&) = delete;
  outcome_ring& operator=(const outcome_ring&) = delete;

  /// To be called as soon as it is known, before it is committed. Never fails, never waits.
  void note(const event_id& event, std::string_view listener, std::string_view part,
            final_outcome how) noexcept;

  /// Returns how a delivery ended before this process began, if it is known.
  std::optional<final_outcome> recall(const event_id& event, std::string_view listener,
                                      std::string_view part) const noexcept;

  /// How many outcomes were found of processes before this one.
  std::size_t recalled() const { return past_.size(); }

  /// Removes the file: the store knows all that it holds. Nothing may be noted after that.
  void discard();

private:
  /// What tells an outcome from all others. Of two events at once only the
  /// digest differs; a digest of zero is no outcome.
  struct record {
    std::uint64_t when = 0;   ///< 48 bits of ms of the event, 16 of its sequence.
    std::uint64_t digest = 0; ///< 62 bits of event, listener and part, 2 of the outcome.
  };
  struct header;

  explicit outcome_ring(std::unique_ptr<mapped_file> in);
  static result<std::unique_ptr<outcome_ring>> map(std::unique_ptr<mapped_file> file, header wanted,
                                                   std::uint64_t installation,
                                                   std::size_t capacity);
  static record record_of(const event_id& event, std::string_view listener, std::string_view part);

  std::unique_ptr<mapped_file> file_;
  header* header_;
  record* slots_;
  std::uint64_t capacity_;
  std::vector<record> past_; ///< Sorted.
};

} // namespace fanfare
