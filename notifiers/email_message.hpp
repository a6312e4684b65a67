#pragma once

#include "fanfare/event.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// What is particular to one mail.
struct email_letter {
  const event& what;
  std::string_view listener; ///< Its id.
  std::string_view subject;  ///< As a header field (email_subject.hpp).
  std::string_view from;
  std::string_view to;
};

/// Writes a mail, headers and body, as it goes over the wire but for
/// dot-stuffing: the report as Pulp mailed it (indented_report.hpp), in
/// us-ascii; 7bit, or quoted-printable if a line of it is longer than the 998
/// octets that SMTP allows. The same event, listener and address make the same
/// bytes: the date is the event's. All lines end in CRLF.
/// @pre subject and addresses have been checked.
std::string email_text(const email_letter& of);

/// Returns what tells this mail from all others, the same on every attempt:
/// `<event.listener.part@host>`. Dots in the listener's id are written `=2E`,
/// the part is a hash of the address, the host is the domain of `from`.
std::string email_message_id(const email_letter& of);

} // namespace fanfare
