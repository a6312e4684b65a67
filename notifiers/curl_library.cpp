#include "notifiers/curl_library.hpp"

#include <curl/curl.h>

#include <mutex>

namespace fanfare {

void begin_curl() {
  static std::once_flag begun;
  std::call_once(begun, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

} // namespace fanfare
