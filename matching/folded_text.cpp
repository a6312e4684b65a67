#include "matching/folded_text.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace fanfare {

namespace {

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  return text.toUTF8String(bytes);
}

bool is_ascii_byte(char c) { return static_cast<unsigned char>(c) < 0x80; }

} // namespace

void fold(std::string_view text, std::string& into) {
  into.clear();
  if (std::all_of(text.begin(), text.end(), is_ascii_byte)) {
    into.assign(text);
    for (auto& c : into)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return;
  }
  auto whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
  whole.foldCase().toUTF8String(into);
}

folded_text::folded_text(std::string_view pattern) {
  const auto whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece{pattern.data(), static_cast<std::int32_t>(pattern.size())});
  for (std::int32_t at = 0; at < whole.length(); at = whole.moveIndex32(at, 1)) {
    const icu::UnicodeString one{whole.char32At(at)};
    // Half of a surrogate pair has no case, so the pair has none either.
    if (one.length() > 1) {
      letters_.push_back({utf8(one), utf8(one)});
      continue;
    }
    auto lower = one;
    auto upper = one;
    letters_.push_back(
        {utf8(lower.toLower(icu::Locale::getRoot())), utf8(upper.toUpper(icu::Locale::getRoot()))});
  }
}

// No form of a letter begins or ends with its other form (a test goes through
// all of them), so there is never more than one way to go on.

std::optional<std::string_view> folded_text::after(std::string_view text) const {
  for (const auto& [lower, upper] : letters_) {
    if (text.starts_with(lower))
      text.remove_prefix(lower.size());
    else if (text.starts_with(upper))
      text.remove_prefix(upper.size());
    else
      return std::nullopt;
  }
  return text;
}

bool folded_text::is_ascii() const {
  const auto is_ascii_form = [](const std::string& form) {
    return form.size() == 1 && is_ascii_byte(form.front());
  };
  return std::all_of(letters_.begin(), letters_.end(), [&is_ascii_form](const letter& each) {
    return is_ascii_form(each.lower) && is_ascii_form(each.upper);
  });
}

std::optional<std::string> folded_text::folded() const {
  std::string text;
  std::string one;
  std::string other;
  for (const auto& [lower, upper] : letters_) {
    fold(lower, one);
    fold(upper, other);
    if (one != other)
      return std::nullopt;
    text += one;
  }
  return text;
}

bool folded_text::is_all_of(std::string_view text) const {
  const auto rest = after(text);
  return rest && rest->empty();
}

bool folded_text::begins(std::string_view text) const { return after(text).has_value(); }

bool folded_text::ends(std::string_view text) const {
  for (auto left = letters_.size(); left > 0; --left) {
    const auto& [lower, upper] = letters_[left - 1];
    if (text.ends_with(lower))
      text.remove_suffix(lower.size());
    else if (text.ends_with(upper))
      text.remove_suffix(upper.size());
    else
      return false;
  }
  return true;
}

} // namespace fanfare
