#include "tests/cli/program_test.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace fanfare::test {

process_plan program_test::plan(const std::vector<std::string>& words,
                                const std::string& input) const {
  return {built_program("fanfare"), words, directory_.path(), input};
}

process_end program_test::fanfare(const std::vector<std::string>& words,
                                  const std::string& input) const {
  return run(plan(words, input));
}

std::string program_test::must(const std::vector<std::string>& words,
                               const std::string& input) const {
  auto end = fanfare(words, input);
  EXPECT_EQ(end.exit_code, 0) << end.err;
  return end.out;
}

std::string program_test::created(std::vector<std::string> more) const {
  more.insert(more.begin(),
              {"event", "listener", "http", "create", "--url=http://myserver.redhat.com"});
  auto out = must(more);
  auto at = out.find("Id: ");
  return at == out.npos ? std::string{} : out.substr(at + 4, out.find('\n', at) - at - 4);
}

void program_test::write(const std::string& name, const std::string& text) const {
  std::ofstream{directory_.file(name), std::ios::binary} << text;
}

void program_test::make_empty_store() const {
  auto id = created({"--event-type=*"});
  must({"event", "listener", "delete", "--listener-id", id});
}

std::string golden(const std::string& name) {
  std::ifstream file{FANFARE_SOURCE_DIR "/tests/cli/golden/" + name, std::ios::binary};
  if (!file)
    throw std::runtime_error{"there is no golden file " + name};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string without_ids(const std::string& text) {
  return std::regex_replace(text, std::regex{"\\b[0-9a-f]{24}\\b"}, "ID");
}

} // namespace fanfare::test
