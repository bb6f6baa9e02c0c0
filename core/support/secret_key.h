// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/support/result.h"

#include <QByteArrayView>

#include <memory>

namespace talktrack {

/// A secret of 32 bytes in memory that is locked, guarded and wiped (libsodium). Copies share it. Any thread.
class SecretKey final
{
public:
    static constexpr qsizetype size = 32;

    /// A fresh random one. Failed where the system gives no locked memory.
    static Result<SecretKey> generate();
    /// From 32 bytes that were kept somewhere safe; Failed for any other number.
    static Result<SecretKey> fromBytes(QByteArrayView bytes);

    const unsigned char *bytes() const { return m_bytes.get(); }
    QByteArrayView view() const { return {bytes(), size}; }

private:
    explicit SecretKey(std::shared_ptr<unsigned char> bytes)
        : m_bytes(std::move(bytes))
    {
    }
    std::shared_ptr<unsigned char> m_bytes;
};

} // namespace talktrack
