#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class SeenTypesContract : public store_contract {
protected:
  seen_types& types() { return open().types(); }
};
class DurableSeenTypesContract : public SeenTypesContract {};

INSTANTIATE_TEST_SUITE_P(Stores, SeenTypesContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableSeenTypesContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

using names = std::vector<std::string>;

TEST_P(SeenTypesContract, a_new_store_has_seen_none) { EXPECT_EQ(must(types().all()), names{}); }

TEST_P(SeenTypesContract, each_is_there_once_and_they_are_sorted) {
  must(types().add({"b.c", "a.b"}));
  must(types().add({"a.b", "z"}));
  must(types().add({}));

  EXPECT_EQ(must(types().all()), (names{"a.b", "b.c", "z"}));
}

TEST_P(SeenTypesContract, they_are_bytes_to_the_store) {
  const names odd{"'); DROP TABLE seen_types; --", "%s %n", "a\tb"};

  must(types().add(odd));

  EXPECT_EQ(must(types().all()), (names{odd[1], odd[0], odd[2]}));
}

TEST_P(DurableSeenTypesContract, they_are_there_when_it_is_opened_again) {
  must(types().add({"a.b"}));

  reopen();

  EXPECT_EQ(must(types().all()), names{"a.b"});
}

} // namespace fanfare::test
