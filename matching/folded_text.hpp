#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Writes a text without its case, letter by letter (Unicode, CaseFolding.txt, full):
/// what begins or ends another text does so folded as well. ASCII becomes small.
/// @param text UTF-8. @param into gets it.
void fold(std::string_view text, std::string& into);

/// A text whose letters may stand in either case. As in event-ruler, each
/// UTF-16 unit of the pattern stands for its lower- or its upper-case form in
/// the root locale (Unicode, SpecialCasing.txt): `straße` stands for `STRASSE`,
/// but `STRASSE` not for `straße`.
class folded_text {
public:
  /// @param pattern UTF-8.
  explicit folded_text(std::string_view pattern);

  bool is_all_of(std::string_view text) const;
  bool begins(std::string_view text) const;
  bool ends(std::string_view text) const;

  /// Whether no letter has a form outside of ASCII.
  bool is_ascii() const;

  /// Returns what `fold` makes of each text that it stands for; nothing if that
  /// is not always the same.
  std::optional<std::string> folded() const;

private:
  struct letter {
    std::string lower;
    std::string upper;
  };

  /// Returns what follows in a text that begins so.
  std::optional<std::string_view> after(std::string_view text) const;

  std::vector<letter> letters_;
};

} // namespace fanfare
