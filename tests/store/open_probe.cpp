// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a database as an ordinary user, root or not, and prints the kind of the error, or "open".
#include "core/store/call_store.h"

#include <QCoreApplication>

#include <unistd.h>

#include <cstdio>

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && setuid(nobody) != 0)
        return 1;
    talktrack::StoreOptions options;
    options.databaseFile = app.arguments().value(1);
    const auto store = talktrack::CallStore::open(options);
    std::printf("%s", store ? "open" : qPrintable(QString::number(static_cast<int>(store.error().kind))));
    return 0;
}
