#include "notifiers/amqp_tls.hpp"

#include <string>
#include <system_error>

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
  const auto written = times_of_files();
  if (read_ && written == read_at_)
    return *read_;
  read_.reset();
  read_ = read(how_);
  read_at_ = written;
  return *read_;
}

amqp_tls::times amqp_tls::times_of_files() const {
  times all{};
  auto next = all.begin();
  for (const auto* file : {&how_.ca_path, &how_.client_cert, &how_.client_key}) {
    std::error_code missing;
    *next++ = std::filesystem::last_write_time(*file, missing);
  }
  return all;
}

} // namespace fanfare
