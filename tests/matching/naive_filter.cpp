#include "tests/matching/naive_filter.hpp"

#include "matching/ip_address.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <set>

namespace fanfare::test {
namespace {

using kind = naive_json::kind;

/// Which element of which array something is in.
using elements = std::map<int, int>;

struct leaf {
  std::string path;
  const naive_json* value;
  elements in;
};

std::string joined(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

class flattening {
public:
  explicit flattening(const naive_json& event) { add(event, "", {}); }

  std::vector<leaf> leaves;

private:
  void add(const naive_json& value, const std::string& path, const elements& in) {
    if (value.what == kind::object) {
      for (const auto& [key, inner] : value.members)
        add(inner, joined(path, key), in);
    } else if (value.what == kind::array) {
      const int array = arrays_++;
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        auto here = in;
        here[array] = static_cast<int>(i);
        add(value.items[i], path, here);
      }
    } else {
      leaves.push_back({path, &value, in});
    }
  }

  int arrays_ = 0;
};

/// A decimal as its digits without zeros around them, and its power of ten.
std::string canonical(const std::string& number) {
  constexpr long far = 1'000'000; // beyond all doubles
  std::string digits;
  long power = 0;
  bool after_point = false;
  std::size_t at = number.front() == '-' ? 1 : 0;
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    if (number[at] == '.') {
      after_point = true;
      continue;
    }
    digits += number[at];
    power -= after_point ? 1 : 0;
  }
  if (digits.find_first_not_of('0') == std::string::npos)
    return "0"; // whatever its power
  if (at < number.size())
    power += std::clamp(std::strtol(number.c_str() + at + 1, nullptr, 10), -far, far);
  while (digits.size() > 1 && digits.back() == '0') {
    digits.pop_back();
    ++power;
  }
  while (digits.size() > 1 && digits.front() == '0')
    digits.erase(0, 1);
  return (number.front() == '-' ? "-" : "") + digits + "e" + std::to_string(power);
}

std::optional<double> comparable(const naive_json& number) {
  const double value = std::strtod(number.text.c_str(), nullptr);
  if (std::isinf(value))
    return std::nullopt;
  std::array<char, 40> text{};
  for (int digits = 0; digits < 17; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*e", digits, value);
    if (std::strtod(text.data(), nullptr) == value)
      break;
  }
  if (canonical(text.data()) != canonical(number.text))
    return std::nullopt;
  return value;
}

/// The letters of UTF-8 text.
std::vector<std::string> letters(const std::string& text) {
  std::vector<std::string> made;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80)
      made.back() += c;
    else
      made.emplace_back(1, c);
  return made;
}

std::set<std::string> cases_of(const std::string& letter) {
  if (letter == "é" || letter == "É")
    return {"é", "É"};
  if (letter == "ß")
    return {"ß", "SS"};
  auto lower = letter;
  auto upper = letter;
  if (letter.size() == 1) {
    lower[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(letter[0])));
    upper[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(letter[0])));
  }
  return {lower, upper};
}

/// Where a text can be read to from `from` on, each letter in either case.
std::set<std::size_t> read_folded(const std::string& pattern, const std::string& text,
                                  std::size_t from) {
  std::set<std::size_t> at{from};
  for (const auto& letter : letters(pattern)) {
    std::set<std::size_t> next;
    for (const auto place : at)
      for (const auto& each : cases_of(letter))
        if (text.compare(place, each.size(), each) == 0)
          next.insert(place + each.size());
    at = next;
  }
  return at;
}

bool wildcard(const std::string& pattern, std::size_t from, const std::string& text,
              std::size_t at) {
  if (from == pattern.size())
    return at == text.size();
  if (pattern[from] == '*') {
    for (auto to = at; to <= text.size(); ++to)
      if (wildcard(pattern, from + 1, text, to))
        return true;
    return false;
  }
  if (pattern[from] == '\\')
    ++from;
  return at < text.size() && text[at] == pattern[from] && wildcard(pattern, from + 1, text, at + 1);
}

bool takes_text(const std::string& by, const naive_json& operand, const std::string& text) {
  const auto& wanted = operand.text;
  if (by == "wildcard")
    return wildcard(wanted, 0, text, 0);
  if (by == "equals-ignore-case")
    return read_folded(wanted, text, 0).count(text.size()) > 0;
  if (by == "exactly")
    return text == wanted;
  if (operand.what == kind::object) {
    const auto& inner = operand.members.front().second.text;
    if (by == "prefix")
      return !read_folded(inner, text, 0).empty();
    for (std::size_t from = 0; from <= text.size(); ++from)
      if (read_folded(inner, text, from).count(text.size()) > 0)
        return true;
    return false;
  }
  if (by == "prefix")
    return text.compare(0, wanted.size(), wanted) == 0;
  return text.size() >= wanted.size() &&
         text.compare(text.size() - wanted.size(), wanted.size(), wanted) == 0;
}

bool in_block(const std::string& block, const std::string& text) {
  const auto slash = block.find('/');
  const auto network = parse_address(block.substr(0, slash));
  const auto address = parse_address(text);
  if (!address || address->v6 != network->v6)
    return false;
  for (int bit = 0; bit < std::stoi(block.substr(slash + 1)); ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    if (((address->bytes[byte] ^ network->bytes[byte]) & (0x80 >> bit % 8)) != 0)
      return false;
  }
  return true;
}

bool numeric(const std::vector<naive_json>& asked, double value) {
  for (std::size_t i = 0; i < asked.size(); i += 2) {
    const double bound = *comparable(asked[i + 1]);
    const std::map<std::string, bool> holds{{"=", value == bound},
                                            {"<", value < bound},
                                            {"<=", value <= bound},
                                            {">", value > bound},
                                            {">=", value >= bound}};
    if (!holds.at(asked[i].text))
      return false;
  }
  return true;
}

std::vector<naive_json> as_list(const naive_json& one) {
  return one.what == kind::array ? one.items : std::vector<naive_json>{one};
}

bool takes_value(const naive_json& asked, const naive_json& value);

bool anything_but(const naive_json& asked, const naive_json& value) {
  if (asked.what == kind::object) {
    if (value.what != kind::string)
      return true;
    const auto& [by, operand] = asked.members.front();
    for (const auto& each : as_list(operand))
      if (takes_text(by, each, value.text))
        return false;
    return true;
  }
  for (const auto& each : as_list(asked)) {
    if (each.what == kind::string && value.what == kind::string && each.text == value.text)
      return false;
    if (each.what == kind::number && value.what == kind::number && comparable(value) &&
        *comparable(value) == *comparable(each))
      return false;
  }
  return true;
}

bool takes_operator(const std::string& by, const naive_json& operand, const naive_json& value) {
  if (by == "exists")
    return true;
  if (by == "anything-but")
    return anything_but(operand, value);
  if (by == "numeric")
    return value.what == kind::number && comparable(value) &&
           numeric(operand.items, *comparable(value));
  if (value.what != kind::string)
    return false;
  return by == "cidr" ? in_block(operand.text, value.text) : takes_text(by, operand, value.text);
}

bool takes_value(const naive_json& asked, const naive_json& value) {
  switch (asked.what) {
  case kind::object:
    return takes_operator(asked.members.front().first, asked.members.front().second, value);
  case kind::number:
    if (value.what != kind::number)
      return false;
    return asked.text == value.text ||
           (comparable(asked) && comparable(value) && *comparable(asked) == *comparable(value));
  case kind::string:
    if (value.what != kind::string)
      return false;
    if (const auto address = parse_address(asked.text))
      return parse_address(value.text) == address;
    return asked.text == value.text;
  default:
    return asked.what == value.what;
  }
}

/// One of the ways to fulfil a filter: lists by path.
using way = std::map<std::string, const naive_json*>;

bool is_choice(const std::string& key, const naive_json& value) {
  static const std::set<std::string> operators{
      "exactly",      "prefix", "suffix", "equals-ignore-case", "wildcard", "numeric",
      "anything-but", "exists", "cidr"};
  if (key != "$or" || value.what != kind::array || value.items.size() < 2)
    return false;
  for (const auto& item : value.items) {
    if (item.what != kind::object || item.members.empty())
      return false;
    for (const auto& [name, inner] : item.members)
      if (operators.count(name) > 0)
        return false;
  }
  return true;
}

std::vector<way> ways_of(const naive_json& object, const std::string& path, std::vector<way> ways) {
  for (const auto& [key, value] : object.members) {
    if (is_choice(key, value)) {
      std::vector<way> chosen;
      for (const auto& item : value.items)
        for (auto& each : ways_of(item, path, ways))
          chosen.push_back(std::move(each));
      ways = std::move(chosen);
    } else if (value.what == kind::object) {
      ways = ways_of(value, joined(path, key), std::move(ways));
    } else {
      for (auto& each : ways)
        each[joined(path, key)] = &value;
    }
  }
  return ways;
}

bool is_absence(const naive_json& asked) {
  return asked.what == kind::object && asked.members.front().first == "exists" &&
         asked.members.front().second.what == kind::no;
}

bool agree(const elements& one, const elements& other) {
  return std::all_of(one.begin(), one.end(), [&other](const auto& element) {
    const auto found = other.find(element.first);
    return found == other.end() || found->second == element.second;
  });
}

bool fulfils(way::const_iterator from, way::const_iterator end, const std::vector<leaf>& leaves,
             const elements& bound) {
  if (from == end)
    return true;
  const auto next = std::next(from);
  std::vector<const leaf*> there;
  for (const auto& each : leaves)
    if (each.path == from->first && agree(each.in, bound))
      there.push_back(&each);
  for (const auto& asked : from->second->items) {
    if (is_absence(asked)) {
      if (there.empty() && fulfils(next, end, leaves, bound))
        return true;
      continue;
    }
    for (const auto* each : there) {
      auto further = bound;
      further.insert(each->in.begin(), each->in.end());
      if (takes_value(asked, *each->value) && fulfils(next, end, leaves, further))
        return true;
    }
  }
  return false;
}

} // namespace

bool naively_matches(const naive_json& filter, const naive_json& event) {
  const auto leaves = flattening{event}.leaves;
  const auto ways = ways_of(filter, "", {way{}});
  return std::any_of(ways.begin(), ways.end(), [&leaves](const way& each) {
    return fulfils(each.begin(), each.end(), leaves, {});
  });
}

} // namespace fanfare::test
