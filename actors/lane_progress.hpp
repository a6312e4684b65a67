#pragma once

#include <algorithm>
#include <chrono>

namespace fanfare {

/// How long answers usually take. One that came slowly does not make it long at once.
class usual_latency {
public:
  using duration = std::chrono::steady_clock::duration;

  void note(duration took) { usual_ = usual_ == unknown ? took : usual_ + (took - usual_) / 8; }

  /// @param otherwise what to take it for before anything is known.
  duration value_or(duration otherwise) const { return usual_ == unknown ? otherwise : usual_; }

private:
  static constexpr duration unknown{-1};
  duration usual_{unknown};
};

/// Tells whether the attempts of a lane come back.
class lane_progress {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  /// How long a receiver may take over its answers that usually takes no time at all.
  static constexpr std::chrono::milliseconds least_patience{250};
  /// What a receiver is taken for that never answered: a restart finds all of them so.
  static constexpr std::chrono::milliseconds usual_at_first{250};

  /// Notes that an attempt is under way where none was, or that nobody could
  /// have seen progress until now.
  void begun(time_point now) { since_ = now; }

  /// Notes an answer.
  void answered(time_point now) { since_ = now; }
  /// Notes how long an answer took that was one: no timeout.
  void took(duration how_long) { usual_.note(how_long); }

  /// When it moved last.
  time_point since() const { return since_; }

  /// Whether nothing has come back for too long, while something was under way.
  /// @param everywhere how long answers of all lanes take at the moment: a
  ///        notifier with much to do is not the receiver's fault.
  bool stalled(time_point now, const usual_latency& everywhere) const {
    // The usual case costs one comparison.
    return now - since_ >= least_patience && now - since_ >= patience(everywhere);
  }

private:
  duration patience(const usual_latency& everywhere) const {
    const auto usual = std::max(usual_.value_or(usual_at_first), everywhere.value_or(duration{0}));
    return std::max<duration>(least_patience, usual * 4);
  }

  time_point since_{};
  usual_latency usual_;
};

} // namespace fanfare
