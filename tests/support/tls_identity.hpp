#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;
struct x509_st;

namespace fanfare::test {

/// A key and a self-signed certificate, made on the spot, for a receiver.
class tls_identity {
public:
  /// @param names as OpenSSL writes them: `IP:127.0.0.1,DNS:localhost`.
  explicit tls_identity(const std::string& names);

  ssl_ctx_st* context() const { return context_.get(); }

  /// Returns the certificate, which is its own authority.
  std::string pem() const;
  const std::string& key_pem() const { return key_pem_; }

private:
  std::shared_ptr<x509_st> certificate_;
  std::shared_ptr<ssl_ctx_st> context_;
  std::string key_pem_;
};

} // namespace fanfare::test
