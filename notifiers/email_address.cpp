#include "notifiers/email_address.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t max_address_bytes = 254;
constexpr std::size_t max_local_bytes = 64;
constexpr std::size_t max_label_bytes = 63;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_atom_byte(char c) {
  return is_alphanumeric(c) ||
         std::string_view{"!#$%&'*+-/=?^_`{|}~"}.find(c) != std::string_view::npos;
}

/// Whether `text` is one or more pieces of `allowed` bytes with single dots between them.
template <class Allowed>
bool is_dotted(std::string_view text, std::size_t longest, Allowed allowed) {
  while (true) {
    const auto piece = text.substr(0, text.find('.'));
    if (piece.empty() || piece.size() > longest ||
        !std::all_of(piece.begin(), piece.end(), allowed))
      return false;
    if (piece.size() == text.size())
      return true;
    text.remove_prefix(piece.size() + 1);
  }
}

bool is_literal(std::string_view domain) {
  if (!domain.starts_with('[') || !domain.ends_with(']') || domain.size() < 3)
    return false;
  const auto inside = domain.substr(1, domain.size() - 2);
  return std::all_of(inside.begin(), inside.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == ':'; });
}

bool is_domain(std::string_view text) {
  return is_literal(text) ||
         (is_dotted(text, max_label_bytes, [](char c) { return is_alphanumeric(c) || c == '-'; }) &&
          !text.starts_with('-') && !text.ends_with('-'));
}

std::optional<std::string> byte_fault(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      return "holds a space; write the addresses without spaces, as in a@example.com,b@example.com";
    if (byte < 0x21 || byte == 0x7f)
      return "holds a control character, such as a line break; leave it out";
    if (byte > 0x7e)
      return "holds a character beyond ASCII; write its domain in the xn-- form";
    if (c == '<' || c == '>')
      return "holds an angle bracket; write the address alone, as in ops@example.com";
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> address_fault(std::string_view text) {
  if (text.empty())
    return "is empty; write an address, as in ops@example.com";
  if (auto fault = byte_fault(text))
    return fault;
  if (text.size() > max_address_bytes)
    return "is longer than 254 bytes";
  const auto at = text.rfind('@');
  if (at == std::string_view::npos)
    return "has no @; write an address, as in ops@example.com";
  const auto local = text.substr(0, at);
  if (local.size() > max_local_bytes)
    return "has more than 64 bytes before its @";
  if (!is_dotted(local, max_local_bytes, is_atom_byte))
    return "has a part before its @ that is no plain name, as in ops@example.com";
  if (local.starts_with('-'))
    return "begins with a dash, which mail programs take for an option";
  if (local.find("=?") != std::string_view::npos)
    return "holds an encoded word (=?…?=); write the address itself";
  if (!is_domain(text.substr(at + 1)))
    return "has no domain behind its @, as in ops@example.com";
  return std::nullopt;
}

std::string_view domain_of(std::string_view address) {
  return address.substr(address.rfind('@') + 1);
}

} // namespace fanfare
