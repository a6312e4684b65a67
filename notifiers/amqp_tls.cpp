#include "notifiers/amqp_tls.hpp"

#include <proton/error.hpp>
#include <sys/stat.h>

#include <string>

namespace fanfare {

namespace {

/// Where Debian keeps the authorities that it trusts.
constexpr const char* system_authorities = "/etc/ssl/certs";

proton::ssl_client_options read(const messaging_options& how) {
  const auto authorities = how.ca_path.empty() ? std::string{system_authorities} : how.ca_path;
  if (how.client_cert.empty())
    return proton::ssl_client_options{authorities, proton::ssl::VERIFY_PEER_NAME};
  return proton::ssl_client_options{proton::ssl_certificate{how.client_cert, how.client_key},
                                    authorities, proton::ssl::VERIFY_PEER_NAME};
}

} // namespace

const proton::ssl_client_options& amqp_tls::options() {
  const auto now = changes_of_files();
  if (now != read_at_ || (!read_ && fault_.empty())) {
    read_at_ = now;
    read_.reset();
    fault_.clear();
    try {
      read_ = read(how_);
    } catch (const proton::error& why) {
      fault_ = why.what();
    }
  }
  if (!read_)
    throw proton::error{fault_};
  return *read_;
}

/// A change of rights counts too.
amqp_tls::changes amqp_tls::changes_of_files() const {
  changes all{};
  auto next = all.begin();
  for (const auto* file : {&how_.ca_path, &how_.client_cert, &how_.client_key}) {
    struct stat found {};
    if (::stat(file->c_str(), &found) == 0)
      *next = std::int64_t{found.st_ctim.tv_sec} * 1'000'000'000 + found.st_ctim.tv_nsec;
    ++next;
  }
  return all;
}

} // namespace fanfare
