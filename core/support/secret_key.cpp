// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/support/secret_key.h"

#include <sodium.h>

#include <cstring>

namespace talktrack {
namespace {

std::shared_ptr<unsigned char> lockedMemory()
{
    if (sodium_init() < 0)
        return nullptr;
    auto *bytes = static_cast<unsigned char *>(sodium_malloc(static_cast<size_t>(SecretKey::size)));
    return bytes ? std::shared_ptr<unsigned char>(bytes, sodium_free) : nullptr;
}

} // namespace

Result<SecretKey> SecretKey::generate()
{
    std::shared_ptr<unsigned char> bytes = lockedMemory();
    if (!bytes)
        return unexpected(ErrorKind::Failed, QStringLiteral("no locked memory"));
    randombytes_buf(bytes.get(), static_cast<size_t>(size));
    sodium_mprotect_readonly(bytes.get());
    return SecretKey(std::move(bytes));
}

Result<SecretKey> SecretKey::fromBytes(QByteArrayView given)
{
    std::shared_ptr<unsigned char> bytes = lockedMemory();
    if (!bytes || given.size() != size)
        return unexpected(ErrorKind::Failed, QStringLiteral("not a key"));
    std::memcpy(bytes.get(), given.data(), static_cast<size_t>(size));
    sodium_mprotect_readonly(bytes.get());
    return SecretKey(std::move(bytes));
}

} // namespace talktrack
