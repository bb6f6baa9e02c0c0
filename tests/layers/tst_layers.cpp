// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// Who may include whom. Debian's shared include root means that linking alone does not enforce it, so this
/// walks the sources.
class LayersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void roomsIncludeOnlyWhatTheyMay();
    void widgetsAppearInTheUiAlone();
    void sqlAppearsInTheStoreAlone();
    void operatingSystemHeadersStayInTheirAdapters();
    void everySourceNamesItsLicence();
    void nakedSaveFilesAreNotUsed();
    void theRulesWouldNoticeABreach();

private:
    struct Include
    {
        QString file;
        int line = 0;
        QString target;
    };
    QStringList m_files;
    QList<Include> m_includes;

    static QString roomOf(const QString &file);
    static bool mayInclude(const QString &room, const QString &target);
    void report(const QStringList &breaches);
};

namespace {

const QMap<QString, QStringList> allowed{
    {QStringLiteral("core/model"), {}},
    {QStringLiteral("core/support"), {QStringLiteral("core/model")}},
    {QStringLiteral("core/audio"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/speech"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/llm"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/privacy"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/metrics"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/store"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/report"), {QStringLiteral("core/model"), QStringLiteral("core/support")}},
    {QStringLiteral("core/coach"),
     {QStringLiteral("core/model"), QStringLiteral("core/support"), QStringLiteral("core/llm"),
      QStringLiteral("core/privacy"), QStringLiteral("core/metrics")}},
    {QStringLiteral("core/sync"),
     {QStringLiteral("core/model"), QStringLiteral("core/support"), QStringLiteral("core/store")}},
    {QStringLiteral("core/session"), {QStringLiteral("core/")}},
    {QStringLiteral("ui"),
     {QStringLiteral("core/session"), QStringLiteral("core/model"), QStringLiteral("core/support"),
      QStringLiteral("core/store"), QStringLiteral("core/report"), QStringLiteral("core/audio/devices.h")}},
    {QStringLiteral("app"), {QStringLiteral("core/"), QStringLiteral("ui/"), QStringLiteral("app/")}},
};

/// The one adapter that needs each operating-system or sound-system header.
const QMap<QString, QStringList> adapters{
    {QStringLiteral("QDBus"), {QStringLiteral("ui/theme/colour_scheme.cpp")}},
    {QStringLiteral("pulse/"), {QStringLiteral("core/audio/")}},
    {QStringLiteral("unistd.h"),
     {QStringLiteral("app/commands/interrupt.cpp"), QStringLiteral("app/commands/standard_streams.cpp"),
      QStringLiteral("app/desktop/display_probe.cpp"), QStringLiteral("core/store/"),
      QStringLiteral("core/support/")}},
    {QStringLiteral("fcntl.h"),
     {QStringLiteral("app/commands/interrupt.cpp"), QStringLiteral("app/commands/standard_streams.cpp"),
      QStringLiteral("app/desktop/display_probe.cpp"), QStringLiteral("core/store/"),
      QStringLiteral("core/support/")}},
    {QStringLiteral("poll.h"), {QStringLiteral("app/desktop/display_probe.cpp")}},
    {QStringLiteral("sys/"),
     {QStringLiteral("app/desktop/display_probe.cpp"), QStringLiteral("core/store/"),
      QStringLiteral("core/support/")}},
    {QStringLiteral("windows.h"), {}},
    {QStringLiteral("pocketsphinx"), {QStringLiteral("core/speech/")}},
    {QStringLiteral("webrtc/"), {QStringLiteral("core/speech/")}},
    {QStringLiteral("libavformat/"), {QStringLiteral("core/audio/")}},
    {QStringLiteral("sqlite3.h"), {QStringLiteral("core/store/")}},
    {QStringLiteral("qt6keychain/"), {QStringLiteral("core/support/")}},
};

} // namespace

void LayersTest::initTestCase()
{
    const QString root = QStringLiteral(TALKTRACK_SOURCE_DIR "/");
    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]"));
    for (const char *top : {"app", "core", "ui"}) {
        QDirIterator it(root + QLatin1String(top), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            const QString file = path.mid(root.size());
            m_files.append(file);
            QFile source(path);
            QVERIFY(source.open(QIODevice::ReadOnly));
            const QStringList lines = QString::fromUtf8(source.readAll()).split(QLatin1Char('\n'));
            for (int i = 0; i < lines.size(); ++i)
                if (const auto match = include.match(lines.at(i)); match.hasMatch())
                    m_includes.append({file, i + 1, match.captured(1)});
        }
    }
    QVERIFY(m_files.size() > 40);
    QVERIFY(m_includes.size() > 200);
}

QString LayersTest::roomOf(const QString &file)
{
    return file.startsWith(QLatin1String("core/")) ? file.section(QLatin1Char('/'), 0, 1)
                                                   : file.section(QLatin1Char('/'), 0, 0);
}

bool LayersTest::mayInclude(const QString &room, const QString &target)
{
    static const QRegularExpression ours(QStringLiteral("^(core|ui|app|tests)/"));
    if (!ours.match(target).hasMatch() || roomOf(target) == room)
        return true;
    const QStringList rooms = allowed.value(room);
    return std::any_of(rooms.begin(), rooms.end(), [&](const QString &prefix) {
        return target.startsWith(prefix) &&
               (prefix.endsWith(QLatin1Char('/')) || prefix.endsWith(QLatin1String(".h")) ||
                target.startsWith(prefix + QLatin1Char('/')));
    });
}

void LayersTest::report(const QStringList &breaches)
{
    QVERIFY2(breaches.isEmpty(), qPrintable(breaches.join(QLatin1Char('\n'))));
}

void LayersTest::roomsIncludeOnlyWhatTheyMay()
{
    QStringList breaches;
    for (const Include &include : m_includes) {
        const QString room = roomOf(include.file);
        QVERIFY2(allowed.contains(room), qPrintable(QStringLiteral("unknown room: ") + include.file));
        // The trainer is a program of its own that the coach's room builds itself with.
        if (!mayInclude(room, include.target))
            breaches.append(
                QStringLiteral("%1:%2 includes %3").arg(include.file).arg(include.line).arg(include.target));
    }
    report(breaches);
}

void LayersTest::widgetsAppearInTheUiAlone()
{
    static const QSet<QString> widgets{
        QStringLiteral("QWidget"),     QStringLiteral("QApplication"), QStringLiteral("QMainWindow"),
        QStringLiteral("QLabel"),      QStringLiteral("QPushButton"),  QStringLiteral("QMessageBox"),
        QStringLiteral("QDialog"),     QStringLiteral("QLayout"),      QStringLiteral("QVBoxLayout"),
        QStringLiteral("QHBoxLayout"), QStringLiteral("QStyle"),       QStringLiteral("QAbstractScrollArea"),
        QStringLiteral("QFileDialog"), QStringLiteral("QListView"),    QStringLiteral("QTableView"),
    };
    QStringList breaches;
    for (const Include &include : m_includes) {
        const bool isWidget =
            widgets.contains(include.target) || include.target.startsWith(QLatin1String("QtWidgets"));
        const bool mayBe = include.file.startsWith(QLatin1String("ui/")) ||
                           include.file.startsWith(QLatin1String("app/desktop/"));
        const bool isTexts = include.file.startsWith(QLatin1String("ui/texts/"));
        if (isWidget && (!mayBe || isTexts))
            breaches.append(
                QStringLiteral("%1:%2 includes %3").arg(include.file).arg(include.line).arg(include.target));
    }
    report(breaches);
}

void LayersTest::sqlAppearsInTheStoreAlone()
{
    QStringList breaches;
    for (const Include &include : m_includes) {
        const bool isSql = include.target.startsWith(QLatin1String("QSql")) ||
                           include.target.startsWith(QLatin1String("QtSql"));
        if (isSql && !include.file.startsWith(QLatin1String("core/store/")) &&
            !include.file.startsWith(QLatin1String("app/server/")))
            breaches.append(
                QStringLiteral("%1:%2 includes %3").arg(include.file).arg(include.line).arg(include.target));
    }
    report(breaches);
}

void LayersTest::operatingSystemHeadersStayInTheirAdapters()
{
    QStringList breaches;
    for (const Include &include : m_includes) {
        for (auto it = adapters.cbegin(); it != adapters.cend(); ++it) {
            if (!include.target.startsWith(it.key()))
                continue;
            const bool mayBe = std::any_of(
                it->begin(), it->end(), [&](const QString &place) { return include.file.startsWith(place); });
            if (!mayBe ||
                (include.file.endsWith(QLatin1String(".h")) && it.key() == QLatin1String("pulse/") &&
                 !include.file.contains(QLatin1String("pulse"))))
                breaches.append(QStringLiteral("%1:%2 includes %3")
                                    .arg(include.file)
                                    .arg(include.line)
                                    .arg(include.target));
        }
    }
    report(breaches);
}

void LayersTest::everySourceNamesItsLicence()
{
    QStringList breaches;
    for (const QString &file : m_files) {
        QFile source(QStringLiteral(TALKTRACK_SOURCE_DIR "/") + file);
        QVERIFY(source.open(QIODevice::ReadOnly));
        if (!source.readLine().startsWith("// SPDX-License-Identifier: GPL-3.0-or-later"))
            breaches.append(file);
    }
    report(breaches);
}

void LayersTest::nakedSaveFilesAreNotUsed()
{
    QStringList breaches;
    for (const Include &include : m_includes)
        if (include.target == QLatin1String("QSaveFile") &&
            include.file != QLatin1String("core/support/atomic_file.cpp"))
            breaches.append(include.file);
    report(breaches);
}

void LayersTest::theRulesWouldNoticeABreach()
{
    QVERIFY(!mayInclude(QStringLiteral("core/model"), QStringLiteral("core/support/result.h")));
    QVERIFY(!mayInclude(QStringLiteral("core/store"), QStringLiteral("core/session/live_call.h")));
    QVERIFY(!mayInclude(QStringLiteral("ui"), QStringLiteral("core/audio/call_audio.h")));
    QVERIFY(!mayInclude(QStringLiteral("ui"), QStringLiteral("app/commands/console.h")));
    QVERIFY(mayInclude(QStringLiteral("ui"), QStringLiteral("core/audio/devices.h")));
    QVERIFY(mayInclude(QStringLiteral("core/session"), QStringLiteral("core/store/call_store.h")));
}

QTEST_GUILESS_MAIN(LayersTest)
#include "tst_layers.moc"
