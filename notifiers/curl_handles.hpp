#pragma once

#include <curl/curl.h>

#include <memory>

namespace fanfare {

/// Releases a handle with the function that its library names for it.
template <auto Release>
struct released_by {
  template <class T>
  void operator()(T* handle) const {
    Release(handle);
  }
};

using curl_easy = std::unique_ptr<CURL, released_by<curl_easy_cleanup>>;
using curl_multi = std::unique_ptr<CURLM, released_by<curl_multi_cleanup>>;
using curl_share = std::unique_ptr<CURLSH, released_by<curl_share_cleanup>>;
using curl_url_parts = std::unique_ptr<CURLU, released_by<curl_url_cleanup>>;
using curl_headers = std::unique_ptr<curl_slist, released_by<curl_slist_free_all>>;
using curl_text = std::unique_ptr<char, released_by<curl_free>>;

} // namespace fanfare
