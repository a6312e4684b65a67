#include "bench/end_to_end/raw_loop.hpp"

#include <curl/curl.h>

#include <vector>

namespace fanfare::bench {

namespace {

std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

CURL* new_handle(CURLU* url, curl_slist* headers, const std::string& body) {
  auto* one = curl_easy_init();
  curl_easy_setopt(one, CURLOPT_CURLU, url);
  curl_easy_setopt(one, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(one, CURLOPT_PROXY, "");
  curl_easy_setopt(one, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(one, CURLOPT_TIMEOUT_MS, 15'000L);
  curl_easy_setopt(one, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(one, CURLOPT_POSTFIELDS, body.data());
  return one;
}

/// Keeps all handles busy until so many transfers are over.
cost post_all(CURLM* multi, const std::vector<CURL*>& handles, std::size_t times) {
  stopwatch watch;
  std::size_t started = 0;
  std::size_t done = 0;
  for (; started < handles.size() && started < times; ++started)
    curl_multi_add_handle(multi, handles[started]);
  while (done < times) {
    int running = 0;
    curl_multi_perform(multi, &running);
    auto before = done;
    int left = 0;
    while (auto* message = curl_multi_info_read(multi, &left)) {
      auto* one = message->easy_handle;
      ++done;
      curl_multi_remove_handle(multi, one);
      if (started < times) {
        ++started;
        curl_multi_add_handle(multi, one);
      }
    }
    if (done == before)
      curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
  }
  return watch.elapsed();
}

} // namespace

cost raw_loop(const std::string& url, const std::string& body, std::size_t times,
              std::size_t parallel) {
  auto* parsed = curl_url();
  curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0);
  curl_slist* headers = nullptr;
  for (const auto* each : {"Content-Type: application/json",
                           "Accept:", "Expect:", "webhook-id: 0123456789012345678901234567890123"})
    headers = curl_slist_append(headers, each);
  auto* multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(2 * parallel));
  std::vector<CURL*> handles;
  for (std::size_t i = 0; i < parallel; ++i)
    handles.push_back(new_handle(parsed, headers, body));

  auto total = post_all(multi, handles, times);

  for (auto* each : handles)
    curl_easy_cleanup(each);
  curl_multi_cleanup(multi);
  curl_slist_free_all(headers);
  curl_url_cleanup(parsed);
  return total;
}

} // namespace fanfare::bench
