#pragma once

#include "engine/store_admin.hpp"
#include "tests/engine/meddled_store.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace fanfare::test {

/// A notifier of the host: wants a `target`, has secrets, and throws when told to.
class picky_notifier final : public notifier {
public:
  result<void> validate(std::string_view config) const override {
    if (config.find("explode") != std::string_view::npos)
      throw std::runtime_error{"exploded"};
    if (config.find("hurl") != std::string_view::npos)
      throw 7; // a host may throw whatever it likes
    if (config.find("\"target\"") == std::string_view::npos)
      return error{errc::invalid_listener, "target: is missing"};
    return {};
  }
  std::vector<std::string> secret_fields() const override { return {"token", "auth.key"}; }
  void send(std::vector<attempt>, on_done) override {}
};

/// An admin on a store in memory, with the host's notifier `picky`.
class admin_test : public testing::Test {
protected:
  void SetUp() override {
    auto opened = open_store("sqlite::memory:", store_mode::create);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_.emplace(std::move(*opened));
    how_.notifiers["picky"] = std::make_shared<picky_notifier>();
    begin();
  }

  /// Makes the admin anew, with the options as they are now.
  void begin() {
    auto ways = notifier_registry::with(how_);
    ASSERT_TRUE(ways) << ways.error().detail;
    admin_.reset();
    ways_ = std::move(*ways);
    admin_.emplace(*store_, how_, *ways_);
  }

  static listener_draft draft(std::string config = R"({"target":"t"})") {
    listener_draft made;
    made.notifier_type = "picky";
    made.event_types = {"repo.sync.*"};
    made.notifier_config = std::move(config);
    return made;
  }

  /// Returns the id of a new listener; the test fails if there is none.
  std::string created(const listener_draft& from) {
    const auto id = admin_->create(from);
    EXPECT_TRUE(id) << id.error().detail;
    return id ? *id : "";
  }

  /// Returns a listener as it is in the store, secrets and all.
  std::string stored(std::string_view id) {
    const auto found = store_->real().listeners().find(id);
    return found && *found ? (*found)->json : "";
  }

  options how_;
  std::optional<meddled_store> store_;
  std::unique_ptr<notifier_registry> ways_;
  std::optional<store_admin> admin_;
};

} // namespace fanfare::test
