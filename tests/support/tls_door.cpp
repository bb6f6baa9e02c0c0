// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_door.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>
#include <QTcpSocket>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>

namespace talktrack::test {
namespace {

/// What may be on its way within the door, by direction.
constexpr qint64 mostHeldBack = 4096;
/// Small, so that a slow server is felt soon.
constexpr int segmentBytes = 1400;
constexpr int bufferBytes = 16 * 1024;

/// As much as fits.
void passOn(QTcpSocket &from, QTcpSocket &to)
{
    while (from.bytesAvailable() > 0) {
        const qint64 room = mostHeldBack - to.bytesToWrite();
        if (room <= 0)
            return;
        to.write(from.read(std::min(room, from.bytesAvailable())));
    }
}

void join(QTcpSocket &from, QTcpSocket &to)
{
    const auto pass = [&from, &to] {
        passOn(from, to);
    };
    QObject::connect(&from, &QTcpSocket::readyRead, &to, pass);
    QObject::connect(&to, &QTcpSocket::bytesWritten, &from, pass);
    QObject::connect(&to, &QTcpSocket::connected, &from, pass);
    QObject::connect(&from, &QTcpSocket::disconnected, &to, [pass, &to] {
        pass();
        to.disconnectFromHost();
    });
}

} // namespace

TlsDoor::TlsDoor()
    : m_usual(QSslConfiguration::defaultConfiguration())
{
    connect(&m_listener, &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket *const outside = m_listener.nextPendingConnection())
            letIn(outside);
    });
}

TlsDoor::~TlsDoor()
{
    QSslConfiguration::setDefaultConfiguration(m_usual);
}

bool TlsDoor::open(const QUrl &server)
{
    m_server = server;
    if (!makeCertificate() || !m_listener.listen(QHostAddress::LocalHost))
        return false;
    // Accepted sockets inherit these.
    const auto listener = static_cast<int>(m_listener.socketDescriptor());
    ::setsockopt(listener, IPPROTO_TCP, TCP_MAXSEG, &segmentBytes, sizeof segmentBytes);
    ::setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &bufferBytes, sizeof bufferBytes);
    return true;
}

bool TlsDoor::makeCertificate()
{
    const QString keyFile = m_dir.filePath(QStringLiteral("key.pem"));
    const QString certificateFile = m_dir.filePath(QStringLiteral("certificate.pem"));
    QProcess maker;
    maker.start(QStringLiteral("openssl"),
                {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                 QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-keyout"), keyFile,
                 QStringLiteral("-out"), certificateFile, QStringLiteral("-days"), QStringLiteral("2"),
                 QStringLiteral("-subj"), QStringLiteral("/CN=127.0.0.1"), QStringLiteral("-addext"),
                 QStringLiteral("subjectAltName=IP:127.0.0.1")});
    if (!maker.waitForFinished() || maker.exitCode() != 0) {
        m_problem = QStringLiteral("No certificate for this test: ") + maker.errorString();
        return false;
    }
    QFile key(keyFile);
    QSslConfiguration configuration = m_usual;
    if (key.open(QIODevice::ReadOnly))
        configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(certificateFile));
    m_listener.setSslConfiguration(configuration);
    return true;
}

QUrl TlsDoor::baseUrl() const
{
    return QUrl(QStringLiteral("https://127.0.0.1:%1").arg(m_listener.serverPort()));
}

void TlsDoor::trust()
{
    QSslConfiguration trusting = m_usual;
    trusting.setCaCertificates(m_listener.sslConfiguration().localCertificateChain());
    QSslConfiguration::setDefaultConfiguration(trusting);
}

void TlsDoor::letIn(QTcpSocket *outside)
{
    auto *const inside = new QTcpSocket(outside);
    outside->setReadBufferSize(mostHeldBack);
    join(*outside, *inside);
    join(*inside, *outside);
    connect(outside, &QTcpSocket::disconnected, outside, &QObject::deleteLater);
    connect(inside, &QTcpSocket::connected, inside,
            [inside] { inside->setSocketOption(QAbstractSocket::SendBufferSizeSocketOption, bufferBytes); });
    inside->connectToHost(m_server.host(), static_cast<quint16>(m_server.port()));
}

} // namespace talktrack::test
