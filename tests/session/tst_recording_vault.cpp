// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recording_vault.h"
#include "core/support/worker_thread.h"
#include "tests/support/memory_secrets.h"

#include <QTest>

#include <memory>

using namespace talktrack;
using test::MemorySecrets;

/// What becomes of the keys of recorded calls, above all when the keychain does not do as it should.
class RecordingVaultTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensAgainWhatItWrapped();
    void asksTheKeychainOnce();
    void neverTellsAKeyInItsWrappedForm();
    void makesNoMasterKeyWhereRecordingsAreKept();
    void takesALockedKeychainForNoEmptyOne_data();
    void takesALockedKeychainForNoEmptyOne();
    void findsItsMasterKeyWhenThePasswordIsGivenLate();
    void failsWhileTheKeychainIsAwayAndTriesAgain();
    void trustsNoKeychainThatForgets_data();
    void trustsNoKeychainThatForgets();
    void leavesADamagedMasterKeyAsItIs();
    void knowsAnotherMasterKey();
    void refusesWrappedBytesThatWereAltered();
    void refusesWhatIsNoWrappedKey_data();
    void refusesWhatIsNoWrappedKey();
    void isAskedFromAnyThread();
    void answersCancelledWhenItGoesFirst();
};

namespace {

QString master()
{
    return QStringLiteral("recordings");
}

template <typename T>
Result<T> wait(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }) || future.resultCount() == 0)
        qFatal("no answer");
    return future.result();
}

template <typename T>
ErrorKind errorOf(const QFuture<Result<T>> &future)
{
    const auto result = wait(future);
    if (result)
        qFatal("no error");
    return result.error().kind;
}

SecretKey newKey()
{
    return *SecretKey::generate();
}

struct WrappedKey
{
    SecretKey key;
    QByteArray wrapped;
};

WrappedKey made(RecordingVault &vault, Recordings recordings = Recordings::NoneYet)
{
    const SecretKey key = newKey();
    const auto wrapped = wait(vault.wrap(key, recordings));
    if (!wrapped)
        qFatal("no key: %s", qPrintable(wrapped.error().detail));
    return {key, *wrapped};
}

} // namespace

void RecordingVaultTest::opensAgainWhatItWrapped()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    const WrappedKey first = made(vault);
    const WrappedKey second = made(vault, Recordings::Kept);
    QVERIFY(first.key.view() != second.key.view());
    QCOMPARE(secrets.secrets().keys(), QStringList{master()});

    RecordingVault later(secrets);
    for (const WrappedKey &key : {first, second}) {
        const auto opened = wait(later.unwrap(key.wrapped));
        QVERIFY(opened);
        QVERIFY(opened->view() == key.key.view());
    }
}

void RecordingVaultTest::asksTheKeychainOnce()
{
    MemorySecrets secrets;
    const QByteArray wrapped = [&] {
        RecordingVault vault(secrets);
        return made(vault).wrapped;
    }();
    const auto before = secrets.log().size();
    RecordingVault vault(secrets);
    const auto one = vault.unwrap(wrapped);
    const auto other = vault.wrap(newKey(), Recordings::Kept);
    QVERIFY(wait(one));
    QVERIFY(wait(other));
    secrets.set(MemorySecrets::State::Away);
    QVERIFY(wait(vault.unwrap(wrapped)));
    QCOMPARE(secrets.log().mid(before), QStringList{QStringLiteral("read ") + master()});
}

void RecordingVaultTest::neverTellsAKeyInItsWrappedForm()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    const WrappedKey key = made(vault);
    QVERIFY(key.wrapped.startsWith("talktrack-key/1\n"));
    QVERIFY(!key.wrapped.contains(key.key.view().toByteArray()));
    const QByteArray masterKey = secrets.secrets().value(master());
    QCOMPARE(masterKey.size(), SecretKey::size);
    for (qsizetype at = 0; at + 8 <= masterKey.size(); ++at)
        QVERIFY(!key.wrapped.contains(masterKey.mid(at, 8)));
}

void RecordingVaultTest::makesNoMasterKeyWhereRecordingsAreKept()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    QCOMPARE(errorOf(vault.wrap(newKey(), Recordings::Kept)), ErrorKind::RecordingsLocked);
    QVERIFY(secrets.secrets().isEmpty());
    QVERIFY(!secrets.log().contains(QStringLiteral("write ") + master()));
}

void RecordingVaultTest::takesALockedKeychainForNoEmptyOne_data()
{
    QTest::addColumn<Recordings>("recordings");
    QTest::newRow("no recording yet") << Recordings::NoneYet;
    QTest::newRow("recordings kept") << Recordings::Kept;
}

void RecordingVaultTest::takesALockedKeychainForNoEmptyOne()
{
    QFETCH(Recordings, recordings);
    MemorySecrets secrets;
    secrets.put(master(), QByteArray(SecretKey::size, 'm'));
    secrets.set(MemorySecrets::State::Locked);
    RecordingVault vault(secrets);
    QCOMPARE(errorOf(vault.wrap(newKey(), recordings)), ErrorKind::KeychainAway);
    QVERIFY(!secrets.log().contains(QStringLiteral("write ") + master()));

    secrets.set(MemorySecrets::State::Open);
    made(vault, recordings);
    QCOMPARE(secrets.secrets().value(master()), QByteArray(SecretKey::size, 'm'));
}

void RecordingVaultTest::findsItsMasterKeyWhenThePasswordIsGivenLate()
{
    MemorySecrets secrets;
    secrets.put(master(), QByteArray(SecretKey::size, 'm'));
    secrets.set(MemorySecrets::State::LockedUntilWritten);
    RecordingVault vault(secrets);
    made(vault, Recordings::NoneYet);
    QCOMPARE(secrets.secrets(), (QMap<QString, QByteArray>{{master(), QByteArray(SecretKey::size, 'm')}}));
}

void RecordingVaultTest::failsWhileTheKeychainIsAwayAndTriesAgain()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    secrets.set(MemorySecrets::State::Away);
    QCOMPARE(errorOf(vault.wrap(newKey(), Recordings::NoneYet)), ErrorKind::KeychainAway);
    QVERIFY(secrets.secrets().isEmpty());
    secrets.set(MemorySecrets::State::Open);
    const WrappedKey key = made(vault);

    RecordingVault later(secrets);
    secrets.set(MemorySecrets::State::Away);
    QCOMPARE(errorOf(later.unwrap(key.wrapped)), ErrorKind::KeychainAway);
    secrets.set(MemorySecrets::State::Open);
    QVERIFY(wait(later.unwrap(key.wrapped)));
}

void RecordingVaultTest::trustsNoKeychainThatForgets_data()
{
    QTest::addColumn<QString>("forgotten");
    QTest::newRow("everything") << QStringLiteral("probe");
    QTest::newRow("the master key") << master();
}

void RecordingVaultTest::trustsNoKeychainThatForgets()
{
    QFETCH(QString, forgotten);
    MemorySecrets secrets;
    secrets.forget(forgotten);
    RecordingVault vault(secrets);
    QCOMPARE(errorOf(vault.wrap(newKey(), Recordings::NoneYet)), ErrorKind::KeychainAway);
    QVERIFY(secrets.secrets().isEmpty());
}

void RecordingVaultTest::leavesADamagedMasterKeyAsItIs()
{
    MemorySecrets secrets;
    secrets.put(master(), "not a key");
    RecordingVault vault(secrets);
    QCOMPARE(errorOf(vault.wrap(newKey(), Recordings::NoneYet)), ErrorKind::RecordingsLocked);
    QCOMPARE(secrets.secrets().value(master()), QByteArray("not a key"));
}

void RecordingVaultTest::knowsAnotherMasterKey()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    const WrappedKey key = made(vault);
    MemorySecrets others;
    others.put(master(), QByteArray(SecretKey::size, 'o'));
    RecordingVault other(others);
    QCOMPARE(errorOf(other.unwrap(key.wrapped)), ErrorKind::RecordingsLocked);
    QCOMPARE(others.secrets().value(master()), QByteArray(SecretKey::size, 'o'));
}

void RecordingVaultTest::refusesWrappedBytesThatWereAltered()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    const QByteArray wrapped = made(vault).wrapped;
    for (qsizetype at = 0; at < wrapped.size(); ++at) {
        QByteArray altered = wrapped;
        altered[at] = static_cast<char>(altered.at(at) ^ 0x40);
        QVERIFY(!wait(vault.unwrap(altered)));
    }
    QByteArray altered = wrapped;
    altered.back() = static_cast<char>(altered.back() ^ 1);
    QCOMPARE(errorOf(vault.unwrap(altered)), ErrorKind::InputUnreadable);
}

void RecordingVaultTest::refusesWhatIsNoWrappedKey_data()
{
    QTest::addColumn<QByteArray>("wrapped");
    QTest::addColumn<ErrorKind>("error");
    QTest::newRow("nothing") << QByteArray() << ErrorKind::InputUnreadable;
    QTest::newRow("form alone") << QByteArray("talktrack-key/1\n") << ErrorKind::InputUnreadable;
    QTest::newRow("too short") << QByteArray("talktrack-key/1\n") + QByteArray(20, 'x')
                               << ErrorKind::InputUnreadable;
    QTest::newRow("too long") << QByteArray("talktrack-key/1\n") + QByteArray(2000, 'x')
                              << ErrorKind::InputUnreadable;
    QTest::newRow("foreign") << QByteArray(104, 'x') << ErrorKind::InputUnreadable;
    QTest::newRow("newer") << QByteArray("talktrack-key/2\n") + QByteArray(88, 'x')
                           << ErrorKind::InputUnsupported;
}

void RecordingVaultTest::refusesWhatIsNoWrappedKey()
{
    QFETCH(QByteArray, wrapped);
    QFETCH(ErrorKind, error);
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    QCOMPARE(errorOf(vault.unwrap(wrapped)), error);
    QVERIFY(secrets.log().isEmpty());
}

void RecordingVaultTest::isAskedFromAnyThread()
{
    MemorySecrets secrets;
    RecordingVault vault(secrets);
    QFuture<Result<QByteArray>> answer;
    {
        WorkerThread thread(QStringLiteral("asking"));
        thread.post([&] { answer = vault.wrap(newKey(), Recordings::NoneYet); });
    }
    const auto key = wait(answer);
    QVERIFY(key);
    QVERIFY(wait(vault.unwrap(*key)));
}

void RecordingVaultTest::answersCancelledWhenItGoesFirst()
{
    MemorySecrets secrets;
    auto vault = std::make_unique<RecordingVault>(secrets);
    const auto key = vault->wrap(newKey(), Recordings::NoneYet);
    vault.reset();
    QCOMPARE(errorOf(key), ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(RecordingVaultTest)
#include "tst_recording_vault.moc"
