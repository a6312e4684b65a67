#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

class NodesContract : public store_contract {};
class DurableNodesContract : public store_contract {};

INSTANTIATE_TEST_SUITE_P(Stores, NodesContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableNodesContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(NodesContract, opening_a_store_makes_no_node) {
  EXPECT_TRUE(must(open().live_nodes()).empty());
}

TEST_P(NodesContract, a_node_is_live_with_its_types_once_it_has_its_place) {
  must(open().become_node({"alpha", {"email", "http"}}));

  const auto nodes = must(open().live_nodes());

  ASSERT_EQ(nodes.size(), 1u);
  EXPECT_EQ(nodes[0].name, "alpha");
  EXPECT_EQ(nodes[0].notifier_types, (std::vector<std::string>{"email", "http"}));
}

TEST_P(NodesContract, a_node_without_types_is_live_too) {
  must(open().become_node({"alpha", {}}));
  must(open().heartbeat());

  EXPECT_TRUE(must(open().live_nodes()).at(0).notifier_types.empty());
}

TEST_P(NodesContract, a_node_may_state_its_types_anew) {
  must(open().become_node({"alpha", {"http"}}));

  must(open().become_node({"alpha", {"http", "pager"}}));

  EXPECT_EQ(must(open().live_nodes()).at(0).notifier_types.size(), 2u);
}

TEST_P(DurableNodesContract, others_see_who_is_live) {
  must(open().become_node({"alpha", {"http"}}));

  EXPECT_EQ(must(another()->live_nodes()).at(0).name, "alpha");
}

TEST_P(DurableNodesContract, a_node_that_has_closed_its_store_is_not_live) {
  must(another()->become_node({"alpha", {"http"}}));

  EXPECT_TRUE(must(open().live_nodes()).empty());
}

TEST_P(DurableNodesContract, an_admin_that_closes_the_store_leaves_the_node_live) {
  must(open().become_node({"alpha", {"http"}}));

  another().reset();

  EXPECT_EQ(must(open().live_nodes()).size(), 1u);
}

TEST_P(DurableNodesContract, admins_work_beside_a_node) {
  must(open().become_node({"alpha", {"http"}}));
  const auto admin = another();

  must(admin->listeners().put(listener({.id = "l1"}), {}));
  must(admin->events().write({.appends = {{"report", ""}}}));

  EXPECT_EQ(unsettled_bodies(), std::vector<std::string>{"report"});
}

} // namespace fanfare::test
