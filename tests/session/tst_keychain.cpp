// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/keychain_session.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace talktrack::test;

/// KeychainSecrets and RecordingVault with a real keychain: gnome-keyring on a session bus of its own, in a
/// home of its own.
class KeychainTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsASecretUntilItIsRemoved();
    void keepsItForTheNextProgram();
    void replacesASecret();
    void isAwayWithoutASessionBus();
    void keepsNothingInAFileWithoutAKeychain();
    void neverSaysThatALockedSecretIsRemoved();
    void neverReplacesAMasterKeyThatIsLocked();
    void anotherKeychainOpensNothing();

private:
    enum class Keychain {
        Unlocked,
        Locked,
        /// Not even a bus to reach it by.
        NoBus,
    };
    void makeRuntimeFolder();
    /// What the probe prints, its lines as words.
    QString probe(Keychain keychain, const QByteArray &arguments) const;
    QStringList filesOfHome() const;

    std::unique_ptr<QTemporaryDir> m_home;
};

namespace {

constexpr int timeoutMs = 90'000;

} // namespace

void KeychainTest::init()
{
    if (const QString what = missingForKeychain(); !what.isEmpty())
        QSKIP(qPrintable(what));
    m_home = std::make_unique<QTemporaryDir>();
    makeRuntimeFolder();
}

void KeychainTest::makeRuntimeFolder()
{
    const QString folder = m_home->filePath(QStringLiteral("run"));
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

QString KeychainTest::probe(Keychain keychain, const QByteArray &arguments) const
{
    QProcessEnvironment environment;
    for (const char *name : {"PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS"})
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QLatin1String(name), qEnvironmentVariable(name));
    environment.insert(QStringLiteral("HOME"), m_home->path());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_home->filePath(QStringLiteral("run")));
    environment.insert(QStringLiteral("LANG"), QStringLiteral("C.UTF-8"));

    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardErrorFile(QProcess::nullDevice());
    const QString program = QStringLiteral(KEYCHAIN_PROBE);
    const QStringList words = QString::fromLatin1(arguments).split(QLatin1Char(' '));
    if (keychain == Keychain::NoBus)
        process.start(program, words);
    else
        startWithKeychain(process, program, words, keychain == Keychain::Unlocked);
    if (!process.waitForFinished(timeoutMs) || process.exitCode() != 0)
        return QStringLiteral("the probe did not end well: %1").arg(process.exitCode());
    return QString::fromUtf8(process.readAllStandardOutput()).simplified();
}

QStringList KeychainTest::filesOfHome() const
{
    QStringList files;
    QDirIterator it(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        files.append(it.next());
    return files;
}

void KeychainTest::keepsASecretUntilItIsRemoved()
{
    QCOMPARE(probe(Keychain::Unlocked, "read a write a 00ff0a00 read a read b remove a read a remove a"),
             QStringLiteral("none done 00ff0a00 none done none done"));
}

void KeychainTest::keepsItForTheNextProgram()
{
    QCOMPARE(probe(Keychain::Unlocked, "write a 0102"), QStringLiteral("done"));
    QCOMPARE(probe(Keychain::Unlocked, "read a"), QStringLiteral("0102"));
    const QByteArray secret = QByteArray::fromHex("0102").toBase64();
    for (const QString &file : filesOfHome()) {
        QFile opened(file);
        QVERIFY(opened.open(QIODevice::ReadOnly));
        QVERIFY2(!opened.readAll().contains(secret), qPrintable(file));
    }
}

void KeychainTest::replacesASecret()
{
    QCOMPARE(probe(Keychain::Unlocked, "write a 01 write a 02 read a write b 03 read a read b"),
             QStringLiteral("done done 02 done 02 03"));
}

void KeychainTest::isAwayWithoutASessionBus()
{
    QCOMPARE(probe(Keychain::NoBus, "read a write a 01 remove a first-key next-key"),
             QStringLiteral("away away away away away"));
}

void KeychainTest::keepsNothingInAFileWithoutAKeychain()
{
    QCOMPARE(probe(Keychain::NoBus, "write a 01"), QStringLiteral("away"));
    QCOMPARE(filesOfHome(), QStringList());
}

void KeychainTest::neverSaysThatALockedSecretIsRemoved()
{
    QCOMPARE(probe(Keychain::Unlocked, "write a 01"), QStringLiteral("done"));
    QCOMPARE(probe(Keychain::Locked, "write a 02 remove a"), QStringLiteral("away away"));
    QCOMPARE(probe(Keychain::Unlocked, "read a"), QStringLiteral("01"));
}

/// A Secret Service that could not be unlocked says of what it keeps that it is not there.
void KeychainTest::neverReplacesAMasterKeyThatIsLocked()
{
    const QString wrapped = probe(Keychain::Unlocked, "first-key");
    QVERIFY2(wrapped.size() > 100, qPrintable(wrapped));
    QCOMPARE(probe(Keychain::Locked, "first-key next-key unwrap " + wrapped.toLatin1()),
             QStringLiteral("away away away"));
    QCOMPARE(probe(Keychain::Unlocked, "unwrap " + wrapped.toLatin1() + " read probe"),
             QStringLiteral("opened none"));
}

void KeychainTest::anotherKeychainOpensNothing()
{
    const QString wrapped = probe(Keychain::Unlocked, "first-key");
    m_home = std::make_unique<QTemporaryDir>();
    makeRuntimeFolder();
    QCOMPARE(probe(Keychain::Unlocked, "unwrap " + wrapped.toLatin1() + " next-key read recordings"),
             QStringLiteral("locked locked none"));
}

QTEST_GUILESS_MAIN(KeychainTest)
#include "tst_keychain.moc"
