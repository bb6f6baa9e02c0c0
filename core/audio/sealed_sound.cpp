// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audio/sealed_sound.h"

#include "core/support/disk.h"

#include <QtEndian>

#include <sodium.h>

#include <algorithm>
#include <limits>

namespace talktrack {
namespace {

constexpr qsizetype headBytes = 64;
constexpr qsizetype saltBytes = 16;
constexpr char magic[] = "talktrack-sound/1\n";
constexpr qsizetype magicBytes = sizeof magic - 1;
constexpr qsizetype sealBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype chunkBytes = qsizetype{sizeof(SealedSound::Chunk)};
constexpr qsizetype recordBytes = chunkBytes + sealBytes;
constexpr qsizetype lastRecordBytes = qsizetype{sizeof(qint64)} + sealBytes;
constexpr quint64 lastRecord = std::numeric_limits<quint64>::max();

using Nonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == SecretKey::size);
static_assert(std::tuple_size_v<Nonce> == sizeof(quint64) + saltBytes);

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

Nonce nonceOf(quint64 number, const QByteArray &head)
{
    Nonce nonce{};
    qToLittleEndian(number, nonce.data());
    std::copy_n(bytesOf(head) + headBytes - saltBytes, saltBytes, nonce.begin() + sizeof number);
    return nonce;
}

QByteArray newHead()
{
    QByteArray head(headBytes, '\0');
    std::copy_n(magic, magicBytes, head.begin());
    qToLittleEndian<quint32>(sampleRateHz, head.data() + 32);
    qToLittleEndian<quint32>(trackCount, head.data() + 36);
    qToLittleEndian<quint32>(SealedSound::chunkSamples, head.data() + 40);
    randombytes_buf(head.data() + headBytes - saltBytes, saltBytes);
    return head;
}

bool isOurs(const QByteArray &head)
{
    return head.size() == headBytes && head.startsWith(QByteArrayView("talktrack-sound/"));
}

bool isOfThisForm(const QByteArray &head)
{
    return head.startsWith(QByteArrayView(magic, magicBytes)) &&
           qFromLittleEndian<quint32>(head.constData() + 32) == sampleRateHz &&
           qFromLittleEndian<quint32>(head.constData() + 36) == trackCount &&
           qFromLittleEndian<quint32>(head.constData() + 40) == SealedSound::chunkSamples;
}

} // namespace

SealedSound::SealedSound(const QString &path, const SecretKey &key)
    : m_file(path)
    , m_key(key)
{
}

SealedSound::~SealedSound() = default;

Result<std::unique_ptr<SealedSound>> SealedSound::create(const QString &path, const SecretKey &key)
{
    std::unique_ptr<SealedSound> sound(new SealedSound(path, key));
    sound->m_head = newHead();
    if (!sound->m_file.open(QIODevice::ReadWrite | QIODevice::NewOnly | QIODevice::Unbuffered,
                            QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        sound->m_file.write(sound->m_head) != headBytes)
        return unexpected(diskError(sound->m_file));
    return sound;
}

Result<std::unique_ptr<SealedSound>> SealedSound::open(const QString &path, const SecretKey &key)
{
    std::unique_ptr<SealedSound> sound(new SealedSound(path, key));
    if (!sound->m_file.exists())
        return unexpected(ErrorKind::InputMissing, QStringLiteral("missing"), path);
    if (!sound->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return unexpected(ErrorKind::InputUnreadable, sound->m_file.errorString(), path);
    sound->m_head = sound->m_file.read(headBytes);
    if (!isOurs(sound->m_head))
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("no sound of ours"), path);
    if (!isOfThisForm(sound->m_head))
        return unexpected(ErrorKind::InputUnsupported, QStringLiteral("another form"), path);
    const qint64 body = sound->m_file.size() - headBytes;
    if (body % recordBytes == lastRecordBytes) {
        sound->m_file.seek(sound->m_file.size() - lastRecordBytes);
        std::array<char, sizeof(qint64)> plain{};
        if (sound->unseal(lastRecord, sound->m_file.read(lastRecordBytes), plain))
            sound->m_length = std::clamp<qint64>(qFromLittleEndian<qint64>(plain.data()), 0,
                                                 body / recordBytes * chunkSamples);
    }
    sound->m_written = body / recordBytes;
    return sound;
}

QByteArray SealedSound::seal(quint64 number, QByteArrayView plain) const
{
    QByteArray sealed(plain.size() + sealBytes, Qt::Uninitialized);
    const Nonce nonce = nonceOf(number, m_head);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char *>(sealed.data()), nullptr, bytesOf(plain),
        static_cast<unsigned long long>(plain.size()), bytesOf(m_head),
        static_cast<unsigned long long>(m_head.size()), nullptr, nonce.data(), m_key.bytes());
    return sealed;
}

bool SealedSound::unseal(quint64 number, QByteArrayView sealed, std::span<char> plain) const
{
    if (sealed.size() != static_cast<qsizetype>(plain.size()) + sealBytes)
        return false;
    const Nonce nonce = nonceOf(number, m_head);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               reinterpret_cast<unsigned char *>(plain.data()), nullptr, nullptr, bytesOf(sealed),
               static_cast<unsigned long long>(sealed.size()), bytesOf(m_head),
               static_cast<unsigned long long>(m_head.size()), nonce.data(), m_key.bytes()) == 0;
}

Result<void> SealedSound::append(const Chunk &chunk)
{
    const QByteArray record = seal(static_cast<quint64>(m_written),
                                   QByteArrayView(reinterpret_cast<const char *>(chunk.data()), chunkBytes));
    // A record that was written in part is written over by the next try.
    if (!m_file.seek(headBytes + m_written * recordBytes) || m_file.write(record) != recordBytes)
        return unexpected(diskError(m_file));
    ++m_written;
    return {};
}

Result<void> SealedSound::sync()
{
    return syncToDisk(m_file);
}

Result<void> SealedSound::finish(qint64 samples)
{
    std::array<char, sizeof(qint64)> plain{};
    qToLittleEndian(samples, plain.data());
    const QByteArray record = seal(lastRecord, QByteArrayView(plain.data(), qsizetype{plain.size()}));
    if (!m_file.seek(headBytes + m_written * recordBytes) || m_file.write(record) != lastRecordBytes)
        return unexpected(diskError(m_file));
    m_length = samples;
    return syncToDisk(m_file);
}

Result<void> SealedSound::read(qint64 number, Chunk &chunk)
{
    if (number < 0 || !m_file.seek(headBytes + number * recordBytes) ||
        !unseal(static_cast<quint64>(number), m_file.read(recordBytes),
                std::span(reinterpret_cast<char *>(chunk.data()), sizeof chunk)))
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("chunk %1 does not open").arg(number),
                          m_file.fileName());
    return {};
}

qint64 SealedSound::chunks() const
{
    return m_written;
}

} // namespace talktrack
