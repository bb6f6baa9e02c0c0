// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recording_vault.h"
#include "core/support/answer.h"
#include "core/support/keychain_secrets.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

#include <functional>
#include <memory>

using namespace talktrack;

namespace {

QString named(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NotFound:
        return QStringLiteral("none");
    case ErrorKind::KeychainAway:
        return QStringLiteral("away");
    case ErrorKind::RecordingsLocked:
        return QStringLiteral("locked");
    default:
        return QStringLiteral("error %1").arg(static_cast<int>(error.kind));
    }
}

} // namespace

/// Does with the keychain what its arguments say, one after the other, and prints a word on each:
/// "write NAME HEX", "read NAME", "remove NAME", "first-key" and "next-key" (print the wrapped key), "unwrap
/// HEX". Exit code 3 where the keychain does not answer.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QStringList words = QCoreApplication::arguments().mid(1);
    QTextStream out(stdout);
    KeychainSecrets secrets;
    RecordingVault vault(secrets);
    std::function<void()> next;
    const auto say = [&](const QString &line) {
        out << line << Qt::endl;
        next();
    };
    const auto sayDone = [&](const Result<void> &done) {
        say(done ? QStringLiteral("done") : named(done.error()));
    };
    const auto sayKey = [&](const Result<QByteArray> &key) {
        say(key ? QString::fromLatin1(key->toHex()) : named(key.error()));
    };
    next = [&] {
        if (words.isEmpty())
            return QCoreApplication::quit();
        const QString verb = words.takeFirst();
        const auto word = [&] {
            return words.isEmpty() ? QString() : words.takeFirst();
        };
        if (verb == QLatin1String("first-key"))
            return whenAnswered(vault.wrap(*SecretKey::generate(), Recordings::NoneYet), &app, sayKey);
        if (verb == QLatin1String("next-key"))
            return whenAnswered(vault.wrap(*SecretKey::generate(), Recordings::Kept), &app, sayKey);
        const QString name = word();
        if (verb == QLatin1String("write"))
            return whenAnswered(secrets.write(name, QByteArray::fromHex(word().toLatin1())), &app, sayDone);
        if (verb == QLatin1String("remove"))
            return whenAnswered(secrets.remove(name), &app, sayDone);
        if (verb == QLatin1String("unwrap"))
            return whenAnswered(vault.unwrap(QByteArray::fromHex(name.toLatin1())), &app,
                                [&](const Result<SecretKey> &key) {
                                    say(key ? QStringLiteral("opened") : named(key.error()));
                                });
        whenAnswered(secrets.read(name), &app, [&](const Result<QByteArray> &read) {
            say(read ? QString::fromLatin1(read->toHex()) : named(read.error()));
        });
    };
    QTimer::singleShot(0, &app, next);
    QTimer::singleShot(60'000, &app, [] { QCoreApplication::exit(3); });
    return QCoreApplication::exec();
}
