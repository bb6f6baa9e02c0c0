// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/commands/program.h"

#include <QStandardPaths>

#include <csignal>

/// ./run, ./test and .ci/tidy, each in a tree of its own where nothing is to be installed or built.
class ScriptsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runPlaysOnTheTerminalWhereItFindsNoDisplay();
    void runKeepsTheDirectoryThatItIsCalledFrom();
    void packagesAreCalledByTheirRealNames();
    void testFailsWhereThereAreNoTests();
    void tidyLooksAtEveryCommitOfAPush();
    void tidyLooksAtAllOfAShortHistory();

private:
    class Tree;
};

class ScriptsTest::Tree
{
public:
    explicit Tree(const QString &script)
    {
        for (const char *directory : {"tree/packaging", "tree/.ci", "tree/core", "bin"})
            QDir().mkpath(program.path(QLatin1String(directory)));
        program.write(QStringLiteral("tree/packaging/dependencies.sh"),
                      "install_missing() { :; }\n"
                      "build_packages=(a) run_packages=(b) test_packages=(c) check_packages=(d)\n");
        if (!QFile::copy(QStringLiteral(TALKTRACK_SOURCE_DIR "/") + script, path(script)))
            qFatal("no script");
        stub(QStringLiteral("cmake"), "");
        program.setEnvironment(QStringLiteral("PATH"), program.path(QStringLiteral("bin")) +
                                                           QLatin1Char(':') + qEnvironmentVariable("PATH"));
        // No git configuration but this.
        program.setEnvironment(QStringLiteral("HOME"), program.path({}));
        program.setEnvironment(QStringLiteral("GIT_CONFIG_NOSYSTEM"), QStringLiteral("1"));
        for (const char *who : {"AUTHOR", "COMMITTER"}) {
            program.setEnvironment(QStringLiteral("GIT_%1_NAME").arg(QLatin1String(who)),
                                   QStringLiteral("a"));
            program.setEnvironment(QStringLiteral("GIT_%1_EMAIL").arg(QLatin1String(who)),
                                   QStringLiteral("a@localhost"));
        }
    }

    QString path(const QString &name) const { return program.path(QStringLiteral("tree/") + name); }

    /// A program of this name that does as the script says.
    void stub(const QString &name, const QByteArray &script) const
    {
        const QString file = program.write(QStringLiteral("bin/") + name, "#!/bin/sh\n" + script);
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void start(QProcess &process, const QString &command) const
    {
        process.setProcessEnvironment(program.environment());
        process.setWorkingDirectory(path({}));
        process.start(QStringLiteral("bash"), {QStringLiteral("-c"), command});
    }

    Program::Output run(const QString &command) const
    {
        QProcess process;
        start(process, command);
        process.waitForFinished(60'000);
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    /// One source a commit.
    void commit(const QString &source) const
    {
        program.write(QStringLiteral("tree/core/") + source, "// " + source.toUtf8());
        const auto output = run(QStringLiteral("git init -q -b main 2>&1; git add core; git commit -qm x"));
        QVERIFY2(output.exitCode == 0, output.err.constData());
    }

    Program program;
};

void ScriptsTest::runPlaysOnTheTerminalWhereItFindsNoDisplay()
{
    Tree tree(QStringLiteral("run"));
    QVERIFY(QDir().mkpath(tree.path(QStringLiteral("build/dev/app/desktop"))));
    tree.program.write(QStringLiteral("tree/build/dev/build.ninja"), "");
    QVERIFY(QFile::link(QStringLiteral(TALKTRACK_PROGRAM),
                        tree.path(QStringLiteral("build/dev/app/desktop/talktrack"))));
    tree.program.setEnvironment(QStringLiteral("DISPLAY"), QStringLiteral(":7777"));
    QProcess run;
    tree.start(run, QStringLiteral("exec ./run"));
    QByteArray out;
    const auto hasBegun = [&] {
        out += run.readAllStandardOutput();
        return out.contains("Demo call");
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasBegun(), 60'000);
    const QByteArray err = run.readAllStandardError();
    QVERIFY2(err.startsWith("There is no display"), err.constData());
    ::kill(static_cast<pid_t>(run.processId()), SIGINT);
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 0);
}

void ScriptsTest::runKeepsTheDirectoryThatItIsCalledFrom()
{
    const Tree tree(QStringLiteral("run"));
    QVERIFY(QDir().mkpath(tree.path(QStringLiteral("build/dev/app/desktop"))));
    QVERIFY(QDir().mkpath(tree.program.path(QStringLiteral("elsewhere"))));
    const QString stub = tree.program.write(QStringLiteral("tree/build/dev/app/desktop/talktrack"),
                                            "#!/bin/sh\necho \"$PWD\" \"$@\"\n");
    QVERIFY(QFile::setPermissions(stub, QFile::ReadOwner | QFile::ExeOwner));
    QVERIFY(QFile::link(tree.path(QStringLiteral("run")), tree.program.path(QStringLiteral("linked"))));
    const QByteArray expected =
        QDir(tree.program.path(QStringLiteral("elsewhere"))).canonicalPath().toUtf8() + " import call.wav\n";
    for (const char *script : {"../tree/run", "../linked"}) {
        const auto output =
            tree.run(QStringLiteral("cd ../elsewhere && %1 import call.wav").arg(QLatin1String(script)));
        QVERIFY2(output.exitCode == 0, output.err.constData());
        QCOMPARE(output.out, expected);
    }
}

/// A name that another package merely provides never counts as installed, so that it is asked for each time.
void ScriptsTest::packagesAreCalledByTheirRealNames()
{
    if (QStandardPaths::findExecutable(QStringLiteral("dpkg-query")).isEmpty())
        QSKIP("this is not a Debian system");
    const Tree tree(QStringLiteral("run"));
    const auto names = tree.run(QStringLiteral(
        ". '" TALKTRACK_SOURCE_DIR "/packaging/dependencies.sh'; printf '%s\\n' \"${build_packages[@]}\" "
        "\"${run_packages[@]}\" \"${test_packages[@]}\" \"${check_packages[@]}\""));
    const auto installed = tree.run(QStringLiteral("dpkg-query -W -f='${Package}\\n'"));
    const auto provided =
        tree.run(QStringLiteral("dpkg-query -W -f='${Provides}\\n' | tr ',' '\\n' | awk '{print $1}'"));
    const QList<QByteArray> real = installed.out.split('\n');
    const QList<QByteArray> virtualOnes = provided.out.split('\n');
    const QList<QByteArray> wanted = names.out.trimmed().split('\n');
    QVERIFY(wanted.size() > 20);
    for (const QByteArray &name : wanted)
        QVERIFY2(real.contains(name) || !virtualOnes.contains(name), name.constData());
}

void ScriptsTest::testFailsWhereThereAreNoTests()
{
    const Tree tree(QStringLiteral("test"));
    QVERIFY(QDir().mkpath(tree.path(QStringLiteral("build/release"))));
    QVERIFY(tree.run(QStringLiteral("./test release")).exitCode != 0);
}

void ScriptsTest::tidyLooksAtEveryCommitOfAPush()
{
    if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
        QSKIP("git is not there");
    const Tree tree(QStringLiteral(".ci/tidy"));
    tree.stub(QStringLiteral("clang-tidy"), "echo \"$@\"\n");
    tree.commit(QStringLiteral("old.cpp"));
    QCOMPARE(tree.run(QStringLiteral("git update-ref refs/remotes/origin/main HEAD")).exitCode, 0);
    for (const char *source : {"first.cpp", "second.cpp", "third.cpp"})
        tree.commit(QLatin1String(source));
    const auto output = tree.run(QStringLiteral(".ci/tidy"));
    QCOMPARE(output.exitCode, 0);
    for (const char *source : {"core/first.cpp", "core/second.cpp", "core/third.cpp"})
        QVERIFY2(output.out.contains(source), output.out.constData());
    QVERIFY(!output.out.contains("core/old.cpp"));
    // Where everything is pushed already there is no other point to compare with than an earlier one.
    for (int i = 0; i < 18; ++i)
        tree.commit(QStringLiteral("more%1.cpp").arg(i));
    QCOMPARE(tree.run(QStringLiteral("git update-ref refs/remotes/origin/main HEAD")).exitCode, 0);
    const auto pushed = tree.run(QStringLiteral(".ci/tidy"));
    QVERIFY2(pushed.out.contains("core/second.cpp"), pushed.out.constData());
    QVERIFY2(!pushed.out.contains("core/first.cpp"), pushed.out.constData());
}

void ScriptsTest::tidyLooksAtAllOfAShortHistory()
{
    if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty())
        QSKIP("git is not there");
    const Tree tree(QStringLiteral(".ci/tidy"));
    tree.stub(QStringLiteral("clang-tidy"), "echo \"$@\"\n");
    for (const char *source : {"first.cpp", "second.cpp"})
        tree.commit(QLatin1String(source));
    const auto output = tree.run(QStringLiteral(".ci/tidy"));
    QCOMPARE(output.exitCode, 0);
    QVERIFY2(output.out.contains("core/first.cpp") && output.out.contains("core/second.cpp"),
             output.out.constData());
}

QTEST_GUILESS_MAIN(ScriptsTest)
#include "tst_scripts.moc"
