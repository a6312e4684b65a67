#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Says what keeps a text from being the name of an exchange, as in "is …";
/// nothing if it may be one. The grammar is that of AMQP 0-9-1, which every
/// broker takes. Whether the name is reserved is the broker's to say.
std::optional<std::string> exchange_name_fault(std::string_view text);

} // namespace fanfare
