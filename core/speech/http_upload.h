// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCryptographicHash>
#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <memory>

class QNetworkReply;

namespace talktrack {

/// Reads on behalf of another device and knows the hash of what was read from its beginning to its end.
class HashingDevice final : public QIODevice
{
public:
    explicit HashingDevice(std::unique_ptr<QIODevice> source);

    bool isSequential() const override { return m_source->isSequential(); }
    qint64 size() const override { return m_source->size(); }
    bool seek(qint64 position) override;
    /// SHA-256 as lower-case hex; empty until everything was read in order.
    QByteArray hash() const;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    std::unique_ptr<QIODevice> m_source;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_hashed = 0;
};

/// What a server answered.
struct HttpAnswer
{
    int status = 0;
    QByteArray body;
    /// "dg-error", for the reason of a refusal.
    QByteArray errorHeader;
    std::chrono::milliseconds retryAfter{0};
    /// SHA-256 of what was sent, lower-case hex; empty unless all was sent.
    QByteArray sentHash;
};

/// One POST of a device, read from the disk as it goes out.
///
/// Thread: one, with an event loop. Signals: progressed at any time, then exactly one of answered (whatever
/// the status) or lost (the detail is for the log), and nothing after it; nothing at all after cancel().
/// TLS 1.2 and up, no HTTP/2, no redirects.
class HttpUpload final : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        /// While nothing goes out.
        std::chrono::milliseconds stall{30'000};
        /// From the last byte sent to the end of the answer.
        std::chrono::milliseconds answer{660'000};
        qint64 mostBytes = 256LL * 1024 * 1024;
    };

    explicit HttpUpload(Limits limits, QObject *parent = nullptr);
    ~HttpUpload() override;

    void post(QNetworkRequest request, std::unique_ptr<QIODevice> body);
    void cancel();

Q_SIGNALS:
    void progressed(qint64 sent, qint64 total);
    void answered(const talktrack::HttpAnswer &answer);
    void lost(const QString &detail);

private:
    void finished();
    void giveUp(const QString &detail);

    Limits m_limits;
    QNetworkAccessManager m_network;
    std::unique_ptr<HashingDevice> m_body;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_answer;
    QTimer m_patience;
    QString m_givenUp;
};

} // namespace talktrack
