#include "notifiers/smtp_greeting.hpp"

#include "notifiers/curl_library.hpp"
#include "notifiers/smtp_transfer.hpp"

namespace fanfare {

std::optional<std::string> greeting_fault(const smtp_server& server,
                                          std::chrono::milliseconds patience) {
  begin_curl();
  open_sockets sockets;
  const auto transfer = smtp_transfer::make(server, sockets, nullptr);
  if (!transfer || !transfer->prepare_greeting(patience))
    return "memory is short";
  const auto code = curl_easy_perform(transfer->handle());
  auto ending = transfer->ending(code);
  ending.timeout = patience;
  // The server owes us no answer to a QUIT, and libcurl would wait for one.
  sockets.shut_down_all();
  if (code == CURLE_OK)
    return std::nullopt;
  return fault_of(ending);
}

} // namespace fanfare
