#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Names what is taken for a secret in the config of a notifier that is not
/// here to be asked, because only other nodes have it.
const std::vector<std::string>& likely_secret_fields();

/// Puts the mask in the place of the query of a `url`: receivers carry tokens there.
std::string with_masked_query(std::string_view config);

/// Puts the secrets of `old` in the place of every mask that stands in one of
/// `fields` of `config`: what was shown as `********` comes back unchanged. So does
/// the query of a `url` that was shown by `with_masked_query`.
/// Fails with `errc::invalid_listener`, naming the field, where `old` has none.
/// @param config @param old JSON objects.
result<std::string> with_kept_secrets(std::string_view config,
                                      const std::vector<std::string>& fields, std::string_view old);

/// Puts the secrets of `old` into `config` where `fields` are absent from it.
/// @param config, old JSON objects.
std::string with_absent_secrets(std::string_view config, const std::vector<std::string>& fields,
                                std::string_view old);

} // namespace fanfare
