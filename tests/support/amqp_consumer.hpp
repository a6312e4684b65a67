#pragma once

#include "notifiers/amqp_dialect.hpp"

#include <proton/connection.hpp>
#include <proton/container.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/sender.hpp>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace fanfare::test {

/// A message as a consumer that speaks AMQP 1.0 reads it.
struct consumed_message {
  std::string subject;
  std::string id;
  std::string body; ///< Of one section of plain data; else a text that says so.
  std::string content_type;
  bool durable = false;
  std::int64_t ttl_ms = 0;
  std::int64_t created_ms = 0;
};

/// Reads what a topic exchange passes on, made with Proton, on Apache Qpid or
/// RabbitMQ 3 or 4. Thread safety: all members may be called from any thread.
class amqp_consumer final : private proton::messaging_handler {
public:
  /// Returns once its queue is bound, so that nothing published later is missed.
  /// Throws std::runtime_error if it is not within 20 s.
  /// @param url with user and password, if there are to be any.
  amqp_consumer(const std::string& url, std::string exchange, std::string pattern);
  ~amqp_consumer() override;

  amqp_consumer(const amqp_consumer&) = delete;
  amqp_consumer& operator=(const amqp_consumer&) = delete;

  std::vector<consumed_message> messages() const;
  /// Waits for so many messages, at most 20 s, and returns all there are.
  std::vector<consumed_message> wait_for(std::size_t count) const;

private:
  void on_container_start(proton::container& in) override;
  void on_connection_open(proton::connection& which) override;
  void on_sendable(proton::sender& which) override;
  void on_receiver_open(proton::receiver& which) override;
  void on_message(proton::delivery& which, proton::message& what) override;
  void on_error(const proton::error_condition& what) override;

  void answered(proton::connection over);
  void failed(const std::string& why);

  const std::string url_;
  const std::string exchange_;
  const std::string pattern_;
  const std::string queue_; ///< On RabbitMQ 4, where a queue is made first.

  mutable std::mutex mutex_; ///< Guards what follows.
  mutable std::condition_variable changed_;
  bool ready_ = false;
  std::string fault_;
  std::vector<consumed_message> messages_;

  // -- the container's thread alone ----------------------------------------------

  amqp_dialect dialect_ = amqp_dialect::plain;
  int answers_ = 0;
  bool asked_ = false;

  proton::container container_;
  std::thread thread_;
};

} // namespace fanfare::test
