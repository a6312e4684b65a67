#pragma once

#include "fanfare/event.hpp"

#include "notifiers/http_endpoint.hpp"

#include <string>

namespace fanfare {

/// Returns the head of all requests to this endpoint, up to where the event's
/// id belongs: made once, so that a request costs two short appends.
std::string http_request_start(const http_endpoint& to);

/// Writes the whole head of the request for an event to `into`, in place of
/// what was there. @param start made by `http_request_start`.
void write_request_head(const std::string& start, const event& what, std::string& into);

} // namespace fanfare
