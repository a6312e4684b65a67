#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_job.hpp"

#include <proton/message.hpp>

#include <cstddef>
#include <string>

namespace fanfare {

/// What a report is never larger by as a message, with everything around it.
inline constexpr std::size_t most_overhead = 2'048;
/// What routing keys have room for.
inline constexpr std::size_t longest_subject = 255;

/// Returns what stands in a message's subject, and what brokers route it by.
std::string subject_of(const event& what, const amqp_broker& with);

/// Writes an attempt down as a message: the report's own bytes in one data
/// section, durable, with the event's id, which stays the same on every attempt.
/// @param to where the message says it goes; empty: its link says so.
void write_message(proton::message& into, const amqp_job& of, const std::string& subject,
                   const std::string& to, const amqp_broker& with);

} // namespace fanfare
