#include "bench/match/rule_sets.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace fanfare::bench {

namespace {

/// What five rules ask of one field.
std::string of_property(const char* field, const std::string& asked) {
  return fmt::format(R"({{"properties":{{"{}":[{}]}}}})", field, asked);
}

std::string of_geometry(const char* asked) {
  return fmt::format(R"({{"geometry":{{{}}}}})", asked);
}

/// Five rules that ask the same of different properties.
/// @param shape what stands in the list, `{}` in place of the value.
std::vector<std::string> rules(const char* shape,
                               const std::vector<std::pair<const char*, const char*>>& asked) {
  std::vector<std::string> made;
  made.reserve(asked.size());
  for (const auto& [field, value] : asked)
    made.push_back(of_property(field, fmt::format(fmt::runtime(shape), value)));
  return made;
}

std::vector<std::pair<const char*, const char*>> of_one(const char* field,
                                                        const std::vector<const char*>& values) {
  std::vector<std::pair<const char*, const char*>> made;
  made.reserve(values.size());
  for (const auto* each : values)
    made.emplace_back(field, each);
  return made;
}

/// Those that want anything but one value of four properties and of the
/// geometry's type, which comes fourth.
std::vector<std::string> but_rules(const char* shape, const std::vector<const char*>& values) {
  auto made = rules(shape, {{"STREET", values[0]},
                            {"STREET", values[1]},
                            {"ST_TYPE", values[2]},
                            {"FROM_ST", values[4]}});
  const auto fourth = fmt::format(fmt::runtime(shape), values[3]);
  made.insert(std::prev(made.end()), of_geometry(fmt::format(R"("type":[{}])", fourth).c_str()));
  return made;
}

rule_set exact() {
  return {"EXACT",
          rules(R"("{}")",
                of_one("MAPBLKLOT", {"1430022", "2607117", "2607218", "3745012", "VACSTWIL"})),
          {1, 101, 35, 655, 1},
          2'454};
}

const std::vector<const char*> wildcards{"143*", "2*0*1*7", "*218", "3*5*2", "VA*IL"};

const std::vector<std::size_t> prefixed{24, 442, 38, 2'387, 328};
const std::vector<std::size_t> suffixed{17'921, 871, 13, 1'963, 682};

rule_set prefix() {
  return {"PREFIX", rules(R"({{"prefix":"{}"}})", of_one("STREET", {"AC", "BL", "DR", "FU", "RH"})),
          prefixed, 2'612};
}

std::vector<rule_set> of_texts() {
  return {{"WILDCARD",
           rules(R"({{"wildcard":"{}"}})", of_one("MAPBLKLOT", wildcards)),
           {490, 713, 43, 2'540, 1},
           3'423},
          prefix(),
          {"PREFIX_EQ_IGNORE_CASE",
           rules(R"({{"prefix":{{"equals-ignore-case":"{}"}}}})",
                 of_one("STREET", {"Ac", "bL", "dR", "Fu", "rH"})),
           prefixed, 2'592},
          {"SUFFIX",
           rules(R"({{"suffix":"{}"}})", of_one("STREET", {"ON", "KE", "MM", "ING", "GO"})),
           suffixed, 2'655},
          {"SUFFIX_EQ_IGNORE_CASE",
           rules(R"({{"suffix":{{"equals-ignore-case":"{}"}}}})",
                 of_one("STREET", {"oN", "Ke", "mM", "InG", "gO"})),
           suffixed, 2'662},
          {"EQUALS_IGNORE_CASE",
           rules(R"({{"equals-ignore-case":"{}"}})", {{"STREET", "jefferson"},
                                                      {"STREET", "bEaCh"},
                                                      {"STREET", "HyDe"},
                                                      {"STREET", "CHESTNUT"},
                                                      {"ST_TYPE", "st"}}),
           {131, 211, 1'758, 825, 116'386},
           2'922}};
}

rule_set numeric() {
  return {
      "NUMERIC",
      {of_geometry(
           R"("type":["Polygon"],"firstCoordinates":{"x":[{"numeric":["=",-122.42916360922355]}]})"),
       of_geometry(R"("type":["MultiPolygon"],"firstCoordinates":{"z":[{"numeric":["=",0]}]})"),
       of_geometry(R"("firstCoordinates":{"x":[{"numeric":["<",-122.41600944012424]}]})"),
       of_geometry(R"("firstCoordinates":{"x":[{"numeric":[">",-122.41600944012424]}]})"),
       of_geometry(
           R"("firstCoordinates":{"x":[{"numeric":[">",-122.46471267081272,"<",-122.4063085128395]}]})")},
      {2, 120, 148'948, 64'120, 127'053},
      5'028};
}

std::vector<rule_set> of_refusals() {
  const std::vector<std::size_t> whole{211'158, 210'411, 96'682, 120, 210'615};
  return {
      {"ANYTHING-BUT",
       but_rules(R"({{"anything-but":["{}"]}})", {"FULTON", "MASON", "ST", "Polygon", "441"}),
       whole, 4'787},
      {"ANYTHING-BUT-IGNORE-CASE",
       but_rules(R"({{"anything-but":{{"equals-ignore-case":["{}"]}}}})",
                 {"Fulton", "Mason", "st", "polygon", "441"}),
       whole, 4'693},
      {"ANYTHING-BUT-PREFIX",
       but_rules(R"({{"anything-but":{{"prefix":"{}"}}}})", {"FULTO", "MASO", "S", "Poly", "44"}),
       {211'158, 210'118, 96'667, 120, 209'091},
       4'392},
      {"ANYTHING-BUT-SUFFIX",
       but_rules(R"({{"anything-but":{{"suffix":"{}"}}}})", {"ULTON", "ASON", "T", "olygon", "41"}),
       {211'136, 210'411, 94'908, 0, 209'055},
       4'363},
      {"ANYTHING-BUT-WILDCARD",
       rules(R"({{"anything-but":{{"wildcard":"{}"}}}})", of_one("MAPBLKLOT", wildcards)),
       {212'578, 212'355, 213'025, 210'528, 213'067},
       4'147}};
}

rule_set complex_arrays() {
  return {
      "COMPLEX_ARRAYS",
      {of_geometry(
           R"("type":["Polygon"],"coordinates":{"x":[{"numeric":["=",-122.42916360922355]}]})"),
       of_geometry(
           R"("type":["MultiPolygon"],"coordinates":{"y":[{"numeric":["=",37.729900216217324]}]})"),
       of_geometry(R"("coordinates":{"x":[{"numeric":["<",-122.41600944012424]}]})"),
       of_geometry(R"("coordinates":{"x":[{"numeric":[">",-122.41600944012424]}]})"),
       of_geometry(
           R"("coordinates":{"x":[{"numeric":[">",-122.46471267081272,"<",-122.4063085128395]}]})")},
      {218, 1, 149'446, 64'368, 127'485},
      22'219};
}

void append(rule_set& to, const rule_set& what) {
  to.filters.insert(to.filters.end(), what.filters.begin(), what.filters.end());
  to.matches.insert(to.matches.end(), what.matches.begin(), what.matches.end());
}

} // namespace

std::vector<rule_set> rule_sets() {
  const auto texts = of_texts();
  const auto refusals = of_refusals();
  rule_set partial{"PARTIAL_COMBO", {}, {}, 14'363};
  for (const auto& each : {numeric(), exact(), prefix()})
    append(partial, each);
  for (const auto& each : refusals)
    append(partial, each);
  auto combo = partial;
  combo.name = "COMBO";
  combo.event_ruler = 35'924;
  append(combo, complex_arrays());

  std::vector<rule_set> all{exact()};
  all.insert(all.end(), texts.begin(), texts.end());
  all.push_back(numeric());
  all.insert(all.end(), refusals.begin(), refusals.end());
  for (auto& each : {complex_arrays(), partial, combo})
    all.push_back(each);
  return all;
}

} // namespace fanfare::bench
