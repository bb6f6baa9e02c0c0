// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recording_vault.h"

#include "core/support/answer.h"
#include "core/support/log.h"

#include <sodium.h>

#include <array>
#include <memory>
#include <utility>

namespace talktrack {
namespace {

constexpr qsizetype probeBytes = 16;

// A wrapped key: form, mark of the master key, nonce, sealed key.
constexpr char form[] = "talktrack-key/1\n";
constexpr qsizetype formBytes = sizeof form - 1;
constexpr qsizetype markBytes = 16;
constexpr qsizetype nonceBytes = crypto_secretbox_NONCEBYTES;
constexpr qsizetype sealedBytes = SecretKey::size + crypto_secretbox_MACBYTES;
constexpr qsizetype wrappedBytes = formBytes + markBytes + nonceBytes + sealedBytes;
static_assert(crypto_secretbox_KEYBYTES == SecretKey::size);
static_assert(markBytes >= crypto_generichash_BYTES_MIN);

QString masterName()
{
    return QStringLiteral("recordings");
}

QString probeName()
{
    return QStringLiteral("probe");
}

unsigned char *bytesOf(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

const unsigned char *bytesOf(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

/// Tells master keys apart and tells nothing of them.
QByteArray markOf(const SecretKey &master)
{
    QByteArray mark(markBytes, '\0');
    crypto_generichash(bytesOf(mark), static_cast<size_t>(markBytes),
                       bytesOf(QByteArrayView(form, formBytes)), static_cast<unsigned long long>(formBytes),
                       master.bytes(), static_cast<size_t>(SecretKey::size));
    return mark;
}

QByteArray sealed(const SecretKey &key, const SecretKey &master)
{
    QByteArray nonce(nonceBytes, '\0');
    randombytes_buf(nonce.data(), static_cast<size_t>(nonceBytes));
    QByteArray box(sealedBytes, '\0');
    crypto_secretbox_easy(bytesOf(box), key.bytes(), static_cast<unsigned long long>(SecretKey::size),
                          bytesOf(QByteArrayView(nonce)), master.bytes());
    return QByteArray(form, formBytes) + markOf(master) + nonce + box;
}

Result<void> checkForm(QByteArrayView wrapped)
{
    const QByteArrayView ours(form, formBytes);
    if (wrapped.size() == wrappedBytes && wrapped.startsWith(ours))
        return {};
    const bool newer = wrapped.startsWith(ours.first(formBytes - 2)) && !wrapped.startsWith(ours);
    return unexpected(newer ? ErrorKind::InputUnsupported : ErrorKind::InputUnreadable,
                      QStringLiteral("not a wrapped key of this form"));
}

Result<SecretKey> open(const QByteArray &wrapped, const SecretKey &master)
{
    const QByteArrayView view(wrapped);
    if (view.sliced(formBytes, markBytes) != markOf(master))
        return unexpected(ErrorKind::RecordingsLocked, QStringLiteral("wrapped under another master key"));
    std::array<unsigned char, static_cast<size_t>(SecretKey::size)> plain{};
    const auto *nonce = bytesOf(view.sliced(formBytes + markBytes));
    if (crypto_secretbox_open_easy(plain.data(), nonce + nonceBytes,
                                   static_cast<unsigned long long>(sealedBytes), nonce, master.bytes()) != 0)
        return unexpected(ErrorKind::InputUnreadable, QStringLiteral("the wrapped key was altered"));
    auto key = SecretKey::fromBytes({plain.data(), SecretKey::size});
    sodium_memzero(plain.data(), plain.size());
    return key;
}

Unexpected unreliable(const char *what)
{
    return unexpected(ErrorKind::KeychainAway,
                      QLatin1String("the keychain does not keep ") + QLatin1String(what));
}

Result<SecretKey> masterFrom(const QByteArray &kept)
{
    auto master = SecretKey::fromBytes(kept);
    if (!master && kept.size() != SecretKey::size)
        return unexpected(ErrorKind::RecordingsLocked,
                          QStringLiteral("what the keychain has is no master key"));
    return master;
}

} // namespace

RecordingVault::RecordingVault(SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_secrets(secrets)
{
}

RecordingVault::~RecordingVault() = default;

QFuture<Result<QByteArray>> RecordingVault::wrap(const SecretKey &key, Recordings recordings)
{
    const auto answer = std::make_shared<PendingAnswer<QByteArray>>();
    const auto take = [answer, key](const Result<SecretKey> &master) {
        if (master)
            answer->give(sealed(key, *master));
        else
            answer->give(unexpected(master.error()));
    };
    QMetaObject::invokeMethod(this, [this, recordings, take] { withMaster(recordings, take); });
    return answer->future();
}

QFuture<Result<SecretKey>> RecordingVault::unwrap(const QByteArray &wrapped)
{
    const auto answer = std::make_shared<PendingAnswer<SecretKey>>();
    const auto take = [answer, wrapped](const Result<SecretKey> &master) {
        answer->give(master ? open(wrapped, *master) : master);
    };
    if (const auto ours = checkForm(wrapped); !ours)
        answer->give(unexpected(ours.error()));
    else
        QMetaObject::invokeMethod(this, [this, take] { withMaster(Recordings::Kept, take); });
    return answer->future();
}

/// All who ask while the keychain is being asked get the same answer, by what the first of them said.
void RecordingVault::withMaster(Recordings recordings, Take take)
{
    if (m_master)
        return take(*m_master);
    m_waiting.push_back(std::move(take));
    if (m_waiting.size() > 1)
        return;
    whenAnswered(m_secrets.read(masterName()), this, [this, recordings](const Result<QByteArray> &read) {
        if (read)
            settle(masterFrom(*read));
        else if (read.error().kind != ErrorKind::NotFound)
            settle(unexpected(read.error()));
        else
            probe(recordings);
    });
}

/// A locked Secret Service says of a secret that it keeps that there is none (seen with QtKeychain 0.13.2 and
/// gnome-keyring 42 after the question for the password failed). It cannot be written then.
void RecordingVault::probe(Recordings recordings)
{
    QByteArray written(probeBytes, '\0');
    randombytes_buf(written.data(), static_cast<size_t>(probeBytes));
    whenAnswered(m_secrets.write(probeName(), written), this,
                 [this, recordings, written](const Result<void> &wrote) {
                     if (wrote)
                         readProbe(recordings, written);
                     else
                         settle(unexpected(wrote.error()));
                 });
}

void RecordingVault::readProbe(Recordings recordings, const QByteArray &written)
{
    whenAnswered(m_secrets.read(probeName()), this,
                 [this, recordings, written](const Result<QByteArray> &read) {
                     if (!read || *read != written)
                         return settle(unreliable("a probe"));
                     static_cast<void>(m_secrets.remove(probeName()));
                     readAgain(recordings);
                 });
}

void RecordingVault::readAgain(Recordings recordings)
{
    whenAnswered(m_secrets.read(masterName()), this, [this, recordings](const Result<QByteArray> &read) {
        if (read)
            settle(masterFrom(*read));
        else if (read.error().kind != ErrorKind::NotFound)
            settle(unexpected(read.error()));
        else if (recordings == Recordings::NoneYet)
            create();
        else
            settle(unexpected(ErrorKind::RecordingsLocked, QStringLiteral("the master key is not there")));
    });
}

void RecordingVault::create()
{
    const auto made = SecretKey::generate();
    if (!made)
        return settle(made);
    whenAnswered(m_secrets.write(masterName(), made->view().toByteArray()), this,
                 [this, key = *made](const Result<void> &wrote) {
                     if (wrote)
                         confirm(key);
                     else
                         settle(unexpected(wrote.error()));
                 });
}

/// What the keychain gives back is what counts: nothing may be wrapped under a key that it lost.
void RecordingVault::confirm(const SecretKey &made)
{
    whenAnswered(m_secrets.read(masterName()), this, [this, made](const Result<QByteArray> &read) {
        if (!read || *read != made.view())
            return settle(unreliable("the master key"));
        log::info("recordings", "master_key_made");
        settle(made);
    });
}

void RecordingVault::settle(const Result<SecretKey> &master)
{
    if (master)
        m_master = *master;
    else
        log::warning("recordings", "no_master_key", {{"detail", master.error().detail}});
    for (const Take &take : std::exchange(m_waiting, {}))
        take(master);
}

} // namespace talktrack
