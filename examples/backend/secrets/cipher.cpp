// SPDX-License-Identifier: MIT
#include "secrets/cipher.hpp"

#include "trouble.hpp"

#include <openssl/evp.h>

#include <fmt/format.h>
#include <sys/random.h>

#include <charconv>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace backend {

namespace {

struct free_context {
  void operator()(EVP_CIPHER_CTX* one) const noexcept { EVP_CIPHER_CTX_free(one); }
};

/// Of this thread, to be begun anew with each text.
EVP_CIPHER_CTX* context() {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, free_context> mine(EVP_CIPHER_CTX_new());
  return mine.get();
}

const unsigned char* bytes(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());
}
int length(std::string_view text) noexcept { return static_cast<int>(text.size()); }

void fill_randomly(unsigned char* to, std::size_t size) {
  if (::getrandom(to, size, 0) != static_cast<ssize_t>(size)) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
}

}  // namespace

cipher::cipher(std::string_view key) {
  if (key.empty()) {
    fill_randomly(key_.data(), key_.size());
    return;
  }
  bool good = key.size() == 2 * key_.size();
  for (std::size_t i = 0; good && i < key_.size(); ++i) {
    const char* const digits = key.data() + 2 * i;
    const auto read = std::from_chars(digits, digits + 2, key_[i], 16);
    good = read.ec == std::errc{} && read.ptr == digits + 2;
  }
  if (!good) {
    throw std::runtime_error("the encryption key has 64 hexadecimal digits");
  }
}

std::string cipher::seal(std::string_view text, std::string_view place) const {
  std::string sealed(nonce_bytes + text.size() + tag_bytes, '\0');
  unsigned char* const nonce = bytes(sealed);
  unsigned char* const encrypted = nonce + nonce_bytes;
  fill_randomly(nonce, nonce_bytes);
  EVP_CIPHER_CTX* const one = context();
  int done = 0;
  if (EVP_EncryptInit_ex(one, EVP_aes_256_gcm(), nullptr, key_.data(), nonce) != 1 ||
      EVP_EncryptUpdate(one, nullptr, &done, bytes(place), length(place)) != 1 ||
      EVP_EncryptUpdate(one, encrypted, &done, bytes(text), length(text)) != 1 ||
      EVP_EncryptFinal_ex(one, encrypted + text.size(), &done) != 1 ||
      EVP_CIPHER_CTX_ctrl(one, EVP_CTRL_GCM_GET_TAG, int{tag_bytes}, encrypted + text.size()) !=
          1) {
    throw trouble(failure::cryptography, "a text cannot be encrypted");
  }
  return sealed;
}

std::string cipher::open(std::string_view sealed, std::string_view place) const {
  if (sealed.size() < nonce_bytes + tag_bytes) {
    throw trouble(failure::cryptography, "a sealed text is cut");
  }
  const std::string_view encrypted =
      sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
  std::string tag{sealed.substr(nonce_bytes + encrypted.size())};
  std::string text(encrypted.size(), '\0');
  EVP_CIPHER_CTX* const one = context();
  int done = 0;
  if (EVP_DecryptInit_ex(one, EVP_aes_256_gcm(), nullptr, key_.data(), bytes(sealed)) != 1 ||
      EVP_DecryptUpdate(one, nullptr, &done, bytes(place), length(place)) != 1 ||
      EVP_DecryptUpdate(one, bytes(text), &done, bytes(encrypted), length(encrypted)) != 1 ||
      EVP_CIPHER_CTX_ctrl(one, EVP_CTRL_GCM_SET_TAG, int{tag_bytes}, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(one, bytes(text) + text.size(), &done) != 1) {
    throw trouble(failure::cryptography,
                  "a sealed text does not open with this key, at this place");
  }
  return text;
}

std::string etag_of(std::string_view sealed) {
  std::string text = "\"";
  for (const char byte : sealed.substr(0, cipher::nonce_bytes)) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  }
  return text + '"';
}

}  // namespace backend
