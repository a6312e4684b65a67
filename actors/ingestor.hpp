#pragma once

#include "actors/actor.hpp"
#include "actors/ingest_gate.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

namespace fanfare {

/// Brings published reports into the journal, at most 256 a commit and one
/// commit at a time: what arrives meanwhile makes the next one larger. A
/// publisher is answered when all of its reports are durable.
///
/// Bound: the ingest gate, which publishers pass on their own threads.
class ingestor final : public actor {
public:
  ingestor(ingestor_desk& desk, ingest_gate& gate, store_queue& writer, reader_desk& reader,
           surroundings& around);

  void wake() override;

  /// Takes what the store has answered, then tells all others that the engine
  /// has stopped. Nothing may be committed any more, nor published.
  void close();

private:
  void take_answer(commit_answer& answer);
  void succeed(const std::vector<event_id>& ids);
  void fail(const error& why);
  void answer_front(result<receipt> answer);
  void commit();
  std::size_t events_of_next_commit() const;

  ingestor_desk& desk_;
  ingest_gate& gate_;
  store_queue& writer_;
  reader_desk& reader_;
  surroundings& around_;
};

} // namespace fanfare
