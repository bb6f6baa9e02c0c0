// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/coach/objection_classifier.h"
#include "core/coach/playbook_reader.h"
#include "core/session/call_services.h"
#include "core/store/call_archive.h"
#include "core/store/call_store.h"
#include "core/support/clock.h"

#include <QTemporaryDir>

#include <memory>
#include <optional>

/// Real services on a database of their own.
struct SessionFixture
{
    SessionFixture()
        : classifier(std::move(*talktrack::ObjectionClassifier::shipped()))
        , playbook(*talktrack::defaultPlaybook())
    {
        talktrack::StoreOptions options;
        options.databaseFile = databaseFile();
        options.busyTimeout = std::chrono::milliseconds(20);
        options.retryInterval = std::chrono::milliseconds(5);
        store = std::move(*talktrack::CallStore::open(options));
        archive = std::move(*talktrack::CallArchive::open(options.databaseFile));
    }

    QString databaseFile() const { return directory.filePath(QStringLiteral("talktrack.sqlite")); }

    talktrack::CallServices services() { return {*store, *archive, *classifier, clock, directory.path()}; }

    talktrack::CallRecord record(const QString &id) { return *archive->call(id).result(); }

    QTemporaryDir directory;
    talktrack::SystemClock clock;
    std::unique_ptr<talktrack::ObjectionClassifier> classifier;
    talktrack::Playbook playbook;
    std::unique_ptr<talktrack::CallStore> store;
    std::unique_ptr<talktrack::CallArchive> archive;
};
