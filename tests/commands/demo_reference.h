// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/word_error_rate.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QStringList>

/// The demo call's reference transcript and its planted moments, and how well an event stream meets them.
class DemoReference
{
public:
    DemoReference()
    {
        QFile file(QStringLiteral(TALKTRACK_SOURCE_DIR "/resources/demo/demo-call.json"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no reference");
        m_root = QJsonDocument::fromJson(file.readAll()).object();
    }

    /// Over both tracks, each in its own order: a word on the wrong speaker is an error on both.
    WordErrors errorsOf(const QList<QJsonObject> &events) const
    {
        QMap<QString, QStringList> expected;
        const QJsonArray lines = m_root.value(QLatin1String("lines")).toArray();
        for (const QJsonValue &line : lines)
            expected[line[QLatin1String("speaker")].toString()].append(
                line[QLatin1String("text")].toString());
        QMap<QString, QMap<double, QString>> heard;
        for (const QJsonObject &event : events)
            if (event.value(QLatin1String("event")) == QLatin1String("transcript") &&
                event.value(QLatin1String("final")).toBool())
                heard[event.value(QLatin1String("speaker")).toString()].insert(
                    event.value(QLatin1String("start")).toDouble(),
                    event.value(QLatin1String("text")).toString());
        WordErrors errors;
        for (const char *speaker : {"rep", "customer"}) {
            const QString name = QLatin1String(speaker);
            errors = errors + countWordErrors(expected.value(name).join(QLatin1Char(' ')),
                                              QStringList(heard.value(name).values()).join(QLatin1Char(' ')));
        }
        return errors;
    }

    /// How much later the call's first words were heard than they stand in the reference.
    double offsetOf(const QList<QJsonObject> &events) const
    {
        for (const QJsonObject &event : events)
            if (event.value(QLatin1String("event")) == QLatin1String("transcript") &&
                event.value(QLatin1String("final")).toBool())
                return event.value(QLatin1String("start")).toDouble() -
                       m_root.value(QLatin1String("lines"))[0][QLatin1String("start")].toDouble();
        return 0;
    }

    struct Moments
    {
        QStringList found;
        QStringList missed;
        /// Objections, competitor mentions and buying signals where none was planted.
        QStringList invented;
    };

    Moments momentsOf(const QList<QJsonObject> &events, double offset = 0) const
    {
        Moments result;
        const QJsonArray moments = m_root.value(QLatin1String("moments")).toArray();
        QList<bool> used(events.size(), false);
        for (const QJsonValue &moment : moments) {
            const double start = moment[QLatin1String("start")].toDouble() + offset;
            bool found = false;
            for (int i = 0; i < events.size(); ++i) {
                const QJsonObject &event = events.at(i);
                const double at = event.value(QLatin1String("timestamp")).toDouble();
                if (name(event) == name(moment) && at > start - 3 && at < start + 12) {
                    found = true;
                    used[i] = true;
                }
            }
            (found ? result.found : result.missed).append(name(moment));
        }
        static const QStringList weighty{QStringLiteral("objection"), QStringLiteral("competitor"),
                                         QStringLiteral("buying_signal")};
        for (int i = 0; i < events.size(); ++i)
            if (weighty.contains(events.at(i).value(QLatin1String("type")).toString()) && !used.at(i) &&
                !isPlanted(events.at(i), offset))
                result.invented.append(QStringLiteral("%1 at %2")
                                           .arg(name(events.at(i)))
                                           .arg(events.at(i).value(QLatin1String("timestamp")).toDouble()));
        return result;
    }

private:
    /// "objection/price", "competitor", …
    static QString name(const QJsonObject &event)
    {
        const QString category = event.value(QLatin1String("metadata"))[QLatin1String("category")].toString();
        const QString type = event.value(QLatin1String("type")).toString();
        return category.isEmpty() ? type : type + QLatin1Char('/') + category;
    }
    static QString name(const QJsonValue &moment)
    {
        const QString category = moment[QLatin1String("category")].toString();
        const QString kind = moment[QLatin1String("kind")].toString();
        return category.isEmpty() ? kind : kind + QLatin1Char('/') + category;
    }

    /// A competitor's name also stands for a preference for it; both are true of the same words.
    bool isPlanted(const QJsonObject &event, double offset) const
    {
        const double at = event.value(QLatin1String("timestamp")).toDouble();
        const QString type = event.value(QLatin1String("type")).toString();
        const QJsonArray moments = m_root.value(QLatin1String("moments")).toArray();
        return std::any_of(moments.begin(), moments.end(), [&](const QJsonValue &moment) {
            const double start = moment[QLatin1String("start")].toDouble() + offset;
            const bool isCompetitor = name(moment).contains(QLatin1String("competitor"));
            return isCompetitor && at > start - 3 && at < start + 12 &&
                   (type == QLatin1String("competitor") ||
                    name(event) == QLatin1String("objection/competitor"));
        });
    }

    QJsonObject m_root;
};
