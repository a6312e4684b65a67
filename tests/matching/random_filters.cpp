#include "tests/matching/random_filters.hpp"

#include <array>

namespace fanfare::test {
namespace {

constexpr const char* keys[] = {"a", "b", "c", "o", "a.b", "o.a", "", "z", "É"};
constexpr const char* numbers[] = {"0",
                                   "-0",
                                   "1",
                                   "1.0",
                                   "10e-1",
                                   "5",
                                   "-3",
                                   "100",
                                   "300",
                                   "3e2",
                                   "0.1",
                                   "1e-7",
                                   "1e308",
                                   "42.5",
                                   "9007199254740993",
                                   "9007199254740992",
                                   "0.1234567890123456789"};
constexpr const char* strings[] = {
    "",          "a",        "A",          "ab",       "abc",    "ABC",      "xabc",        "abcx",
    "repo.sync", "repo",     "1",          "null",     "straße", "STRASSE",  "é",           "É",
    "a*b",       "10.0.0.1", "10.0.0.200", "10.1.0.1", "::1",    "0:0::0:1", "2001:db8::5", "a.b"};
constexpr const char* wildcards[] = {"*",   "a*", "*c",       "a*c",     "*b*",  "",
                                     "abc", "A*", R"(a\\*b)", "r*o.*n*", "*x*y", "*.0.0.*"};
constexpr const char* blocks[] = {"10.0.0.0/24",   "10.0.0.1/31", "0.0.0.0/0", "10.1.2.3/8",
                                  "2001:db8::/32", "::/0",        "::/127"};
constexpr const char* affixes[] = {"a", "A", "ab", "c", "bc", "re", "10.", "É", "ß", "x"};

/// Longer than what is compared at a time.
std::string long_text() {
  std::string made;
  while (made.size() < 75)
    made += "abc";
  return made;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

} // namespace

bool random_filters::chance(int percent) { return static_cast<int>(below(100)) < percent; }

std::size_t random_filters::below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
}

std::string random_filters::text() {
  if (!chance(12))
    return one_of(strings);
  const auto most = long_text();
  return one_of({"", "x", "bc"}) + most + one_of({"", "x", "y"}) + (chance(30) ? most + "x" : "");
}

std::string random_filters::affix() {
  return chance(12) ? one_of({"", "bc"}) + long_text() : one_of(affixes);
}

std::string random_filters::wildcard() {
  return chance(12) ? one_of({"*", "*b", "a*"}) + long_text() + one_of({"*", "x*", "*x"})
                    : one_of(wildcards);
}

std::string random_filters::filter() { return fields(0); }

std::string random_filters::pair() {
  const auto field = [this](const char* key) {
    return quoted(key) + ":[" +
           (chance(50) ? one_of({"1", "true", "0"}) : one_of({"\"a\"", "\"ab\""})) + "]";
  };
  return "{" + field("a") + "," + field("b") + (chance(30) ? "," + field("o.a") : "") + "}";
}

std::string random_filters::fields(int depth) {
  std::string made = "{";
  for (std::size_t left = 1 + below(depth == 0 ? 3 : 2); left > 0; --left) {
    if (depth < 2 && chance(12))
      made += "\"$or\":" + choice(depth + 1);
    else
      made += quoted(one_of(keys)) + ":" + (depth < 3 && chance(25) ? fields(depth + 1) : list());
    if (left > 1)
      made += ",";
  }
  return made + "}";
}

std::string random_filters::choice(int depth) {
  return "[" + fields(depth) + "," + fields(depth) + (chance(30) ? "," + fields(depth) : "") + "]";
}

std::string random_filters::list() {
  std::string made = "[" + asked();
  while (chance(35))
    made += "," + asked();
  return made + "]";
}

std::string random_filters::texts() {
  return chance(60) ? quoted(affix()) : "[" + quoted(affix()) + "," + quoted(affix()) + "]";
}

std::string random_filters::range() {
  static constexpr std::array bounds{"-3", "0", "0.1", "1", "5", "42.5", "100", "300"};
  if (chance(30))
    return std::string{"[\"=\","} + one_of({"0", "1", "5", "300", "42.5"}) + "]";
  if (chance(50))
    return "[" + quoted(one_of({"<", "<=", ">", ">="})) + "," + bounds[below(bounds.size())] + "]";
  const auto low = below(bounds.size() - 1);
  const auto high = low + 1 + below(bounds.size() - low - 1);
  return "[" + quoted(one_of({">", ">="})) + "," + bounds[low] + "," + quoted(one_of({"<", "<="})) +
         "," + bounds[high] + "]";
}

std::string random_filters::asked() {
  switch (below(16)) {
  case 0:
    return one_of({"true", "false", "null"});
  case 1:
  case 2:
    return one_of(numbers);
  case 3:
    return "{\"exactly\":" + quoted(text()) + "}";
  case 4:
    return "{\"equals-ignore-case\":" + quoted(text()) + "}";
  case 5:
    return "{" + quoted(one_of({"prefix", "suffix"})) + ":" + quoted(affix()) + "}";
  case 6:
    return "{" + quoted(one_of({"prefix", "suffix"})) +
           ":{\"equals-ignore-case\":" + quoted(affix()) + "}}";
  case 7:
    return "{\"wildcard\":" + quoted(wildcard()) + "}";
  case 8:
    return "{\"numeric\":" + range() + "}";
  case 9:
    return std::string{"{\"exists\":"} + (chance(40) ? "true" : "false") + "}";
  case 10:
    return "{\"cidr\":" + quoted(one_of(blocks)) + "}";
  case 11:
    return "{\"anything-but\":{" +
           quoted(one_of({"prefix", "suffix", "equals-ignore-case", "wildcard"})) + ":" + texts() +
           "}}";
  case 12:
    return std::string{"{\"anything-but\":"} +
           (chance(50) ? texts() : one_of({"1", "[0,5]", "300", "[1,100,42.5]"})) + "}";
  default:
    return quoted(text());
  }
}

std::string random_filters::event() { return object(0); }

std::string random_filters::space() {
  return chance(90) ? "" : one_of({" ", "\n", "\t", "\r\n  "});
}

/// Writes a text with some of its letters as escapes.
std::string random_filters::spelt(const std::string& text) {
  if (chance(70))
    return quoted(text);
  std::string made;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    constexpr const char* digits = "0123456789abcdefABCDEF";
    if (code < 0x80 && chance(20))
      made += std::string{R"(\u00)"} + digits[code / 16] + digits[code % 16];
    else if (c == '/')
      made += R"(\/)";
    else
      made += c;
  }
  return quoted(made);
}

std::string random_filters::object(int depth) {
  std::string made = "{";
  for (std::size_t left = below(5); left > 0; --left)
    made += space() + spelt(one_of(keys)) + space() + ":" + space() + value(depth + 1) + space() +
            (left > 1 ? "," : "");
  return made + "}";
}

std::string random_filters::value(int depth) {
  if (depth < 5 && chance(25))
    return object(depth);
  if (depth < 5 && chance(25)) {
    std::string made = "[";
    for (std::size_t left = below(4); left > 0; --left)
      made += space() + value(depth + 1) + space() + (left > 1 ? "," : "");
    return made + "]";
  }
  if (chance(12))
    return one_of({"true", "false", "null"});
  return chance(35) ? one_of(numbers) : spelt(text());
}

} // namespace fanfare::test
