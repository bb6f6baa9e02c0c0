// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslConfiguration>
#include <QSslServer>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>

namespace talktrack::test {

/// An encrypted way in to a scripted server: takes TLS connections on loopback and passes on what is in them,
/// holding back hardly anything, so that a server that reads slowly is a slow line for whoever is outside.
///
/// Its certificate is made for it and known to nobody; trust() has this process take it for as long as the
/// door exists. Thread: one with an event loop.
class TlsDoor final : public QObject
{
    Q_OBJECT

public:
    TlsDoor();
    ~TlsDoor() override;

    /// False with problem() where there is nothing to make a certificate with; a test then skips with that
    /// sentence.
    bool open(const QUrl &server);
    QString problem() const { return m_problem; }
    /// https://127.0.0.1:PORT
    QUrl baseUrl() const;
    void trust();

private:
    bool makeCertificate();
    void letIn(QTcpSocket *outside);

    QTemporaryDir m_dir;
    QSslServer m_listener;
    QSslConfiguration m_usual;
    QUrl m_server;
    QString m_problem;
};

} // namespace talktrack::test
