#include "tests/support/tls_identity.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace fanfare::test {

namespace {

void demand(bool fine, const char* what) {
  if (!fine)
    throw std::runtime_error{std::string{"OpenSSL could not "} + what};
}

void add_extension(X509* certificate, int which, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> made{
      X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str()), X509_EXTENSION_free};
  demand(made && X509_add_ext(certificate, made.get(), -1) == 1, "add an extension");
}

std::shared_ptr<X509> self_signed(EVP_PKEY* key, const std::string& names) {
  std::shared_ptr<X509> made{X509_new(), X509_free};
  auto* const certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  auto* const name = X509_get_subject_name(certificate);
  const unsigned char text[] = "a receiver of the tests";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate, NID_subject_alt_name, names);
  demand(X509_sign(certificate, key, EVP_sha256()) != 0, "sign a certificate");
  return made;
}

std::string content(BIO* memory) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string written(EVP_PKEY* key) {
  std::unique_ptr<BIO, int (*)(BIO*)> memory{BIO_new(BIO_s_mem()), BIO_free};
  demand(memory && PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr,
                                            nullptr) == 1,
         "write a key");
  return content(memory.get());
}

} // namespace

tls_identity::tls_identity(const std::string& names) {
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  demand(key != nullptr, "make a key");
  key_pem_ = written(key.get());
  certificate_ = self_signed(key.get(), names);
  context_ = {SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  demand(context_ && SSL_CTX_use_certificate(context_.get(), certificate_.get()) == 1 &&
             SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1,
         "use a certificate");
}

std::string tls_identity::pem() const {
  std::unique_ptr<BIO, int (*)(BIO*)> memory{BIO_new(BIO_s_mem()), BIO_free};
  demand(memory && PEM_write_bio_X509(memory.get(), certificate_.get()) == 1,
         "write a certificate");
  return content(memory.get());
}

} // namespace fanfare::test
