// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/kept_sounds.h"
#include "core/session/live_call_lock.h"
#include "core/support/ids.h"
#include "core/support/log.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace talktrack;

/// Where sound lies, and what is swept away after a crash.
class KeptSoundsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFileLiesInTheDataDirectoryWhateverTheId();
    void theDirectoryIsForTheOwnerAlone();
    void removesTheSoundOfOneCall();
    void sweepsOnlyWhatBelongsToNoCall();
    void sparesACallThatAnotherProgramConducts();
    void sparesWhatWasWrittenSinceTheListsWereMade();
    void sparesWhatIsNoSoundOfACall();
    void countsInTheLog();
    void hasNothingToSweepWithoutADirectory();
    void cleanup() { log::close(); }

private:
    QString dataDir() const { return m_directory->path(); }
    QString addSound(const QString &callId) const;
    int sweep(const QStringList &recorded = {}, const QStringList &running = {}) const;

    std::unique_ptr<QTemporaryDir> m_directory;
};

namespace {

/// Files were written just before, and their times are coarser than the clock.
QDateTime afterNow()
{
    return QDateTime::currentDateTimeUtc().addSecs(10);
}

} // namespace

void KeptSoundsTest::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(kept_sounds::makeDirectory(dataDir()));
}

QString KeptSoundsTest::addSound(const QString &callId) const
{
    QFile file(kept_sounds::fileOf(dataDir(), callId));
    if (!file.open(QIODevice::WriteOnly) || file.write("sound") != 5)
        qFatal("cannot write the sound");
    return file.fileName();
}

int KeptSoundsTest::sweep(const QStringList &recorded, const QStringList &running) const
{
    const auto swept = kept_sounds::sweep(dataDir(), recorded, running, afterNow());
    return swept ? *swept : -1;
}

void KeptSoundsTest::aFileLiesInTheDataDirectoryWhateverTheId()
{
    const QString id = newId();
    QCOMPARE(kept_sounds::fileOf(QStringLiteral("/data"), id),
             QStringLiteral("/data/sound/%1.sound").arg(id));
    for (const char *odd : {"../../etc/passwd", "..", "", "a/b", "-rf", "Zoë", "*"}) {
        const QString file = kept_sounds::fileOf(QStringLiteral("/data"), QString::fromUtf8(odd));
        QCOMPARE(QDir::cleanPath(file), file);
        QCOMPARE(QFileInfo(file).path(), QStringLiteral("/data/sound"));
    }
}

void KeptSoundsTest::theDirectoryIsForTheOwnerAlone()
{
    const QString path = kept_sounds::directory(dataDir());
    const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadUser |
                       QFile::WriteUser | QFile::ExeUser;
    QCOMPARE(QFile::permissions(path), owner);
    QVERIFY(QFile::setPermissions(path, owner | QFile::ReadOther | QFile::ExeOther));
    QVERIFY(kept_sounds::makeDirectory(dataDir()));
    QCOMPARE(QFile::permissions(path), owner);
}

void KeptSoundsTest::removesTheSoundOfOneCall()
{
    const QString id = newId();
    const QString file = addSound(id);
    const QString other = addSound(newId());
    QVERIFY(kept_sounds::remove(dataDir(), id));
    QVERIFY(!QFile::exists(file));
    QVERIFY(QFile::exists(other));
    QVERIFY(kept_sounds::remove(dataDir(), id));
}

void KeptSoundsTest::sweepsOnlyWhatBelongsToNoCall()
{
    const QString recorded = newId();
    const QString running = newId();
    const QString odd = QStringLiteral("a/b*ë");
    QStringList kept;
    for (const QString &id : {recorded, running, odd})
        kept.append(addSound(id));
    const QStringList orphans{addSound(newId()), addSound(QStringLiteral("c/d")), addSound({})};
    QCOMPARE(sweep({recorded, odd}, {running}), 3);
    for (const QString &file : kept)
        QVERIFY2(QFile::exists(file), qPrintable(file));
    for (const QString &file : orphans)
        QVERIFY2(!QFile::exists(file), qPrintable(file));
    QCOMPARE(sweep({recorded, odd}, {running}), 0);
}

void KeptSoundsTest::sparesACallThatAnotherProgramConducts()
{
    const QString id = newId();
    const QString file = addSound(id);
    {
        const LiveCallLock lock(dataDir(), id);
        QCOMPARE(sweep(), 0);
        QVERIFY(QFile::exists(file));
    }
    QCOMPARE(sweep(), 1);
}

void KeptSoundsTest::sparesWhatWasWrittenSinceTheListsWereMade()
{
    const QString file = addSound(newId());
    const auto swept = kept_sounds::sweep(dataDir(), {}, {}, QFileInfo(file).lastModified().addMSecs(-1));
    QVERIFY(swept);
    QCOMPARE(*swept, 0);
    QVERIFY(QFile::exists(file));
}

void KeptSoundsTest::sparesWhatIsNoSoundOfACall()
{
    const QString directory = kept_sounds::directory(dataDir());
    QFile note(directory + QLatin1String("/read me"));
    QVERIFY(note.open(QIODevice::WriteOnly));
    QVERIFY(QDir(directory).mkdir(QStringLiteral("folder.sound")));
    QCOMPARE(sweep(), 0);
    QVERIFY(note.exists());
    QVERIFY(QFileInfo(directory + QLatin1String("/folder.sound")).isDir());
}

void KeptSoundsTest::countsInTheLog()
{
    const QString path = m_directory->filePath(QStringLiteral("log"));
    QVERIFY(log::open(path, log::Level::Info));
    addSound(newId());
    addSound(newId());
    QCOMPARE(sweep(), 2);
    QCOMPARE(sweep(), 0);
    log::close();
    QFile log(path);
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray lines = log.readAll();
    QCOMPARE(lines.count("swept"), 1);
    QVERIFY(lines.contains("\"removed\":\"2\""));
}

void KeptSoundsTest::hasNothingToSweepWithoutADirectory()
{
    QVERIFY(QDir(kept_sounds::directory(dataDir())).removeRecursively());
    QCOMPARE(sweep(), 0);
}

QTEST_GUILESS_MAIN(KeptSoundsTest)
#include "tst_kept_sounds.moc"
