// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <chrono>
#include <optional>
#include <utility>

namespace talktrack::test {

/// One thing a ScriptedDeepgram does wrong, and when.
///
/// Made by the functions below, which say what; the modifiers say when, and for how long where that makes
/// sense: `Fault::stall().afterSound(12s).lasting(8s)`. Without one a fault is there from the start: what
/// concerns the handshake at the handshake, everything else right after it.
struct Fault
{
    using Duration = std::chrono::milliseconds;

    enum class Kind {
        // Ends of a connection.
        Drop,
        Reset,
        Close,
        CutInMessage,
        // A connection that stays.
        Stall,
        SwallowButPong,
        StopReading,
        LimitUpstream,
        Latency,
        Slice,
        // Handshakes and requests.
        Refuse,
        DelayAnswer,
        HalfAnswer,
        // What is said.
        SayText,
        SayBinary,
        DuplicateFinals,
        Disorder,
        MissingFields,
        EmptyFinal,
        BeyondTheSound,
        RestartTime,
        NoAnswerToCloseStream,
        ConfigureError,
        WrongSha256,
    };
    enum class When { AtHandshake, Connected, AfterSound, OnCloseStream, OnFinalize, AtTime };

    Kind kind = Kind::Drop;
    When when = When::Connected;
    /// Of stream sound (AfterSound), since the connection was up (Connected), or since the server was made
    /// (AtTime).
    Duration delay{0};
    std::optional<Duration> duration{};
    /// Close code, HTTP status, or bytes a second.
    int number = 0;
    /// Reason, body or message.
    QByteArray text{};
    QList<std::pair<QByteArray, QByteArray>> headers{};
    bool operator==(const Fault &) const = default;

    /// TCP ends without a close frame.
    static Fault drop() { return {Kind::Drop}; }
    /// TCP RST.
    static Fault reset() { return {Kind::Reset}; }
    static Fault close(int code, QByteArray reason = {})
    {
        return said(Kind::Close, code, std::move(reason));
    }
    /// That many bytes of the next message's frame are sent, or half of it, then TCP ends. For a request:
    /// half of the body of the answer.
    static Fault cutInMessage(int afterBytes = -1) { return said(Kind::CutInMessage, afterBytes, {}); }

    /// The socket stays open and takes everything; no answer, no pong. With lasting(), what was held back
    /// comes then. For a request: it is never answered.
    static Fault stall() { return {Kind::Stall}; }
    /// The same, but pings are answered.
    static Fault swallowButPong() { return {Kind::SwallowButPong}; }
    /// The peer's window fills.
    static Fault stopReading() { return {Kind::StopReading}; }
    /// Reads no faster than that, by the clock.
    static Fault limitUpstream(int bytesPerSecond) { return said(Kind::LimitUpstream, bytesPerSecond, {}); }
    /// Everything that is sent, pongs too, leaves that much later.
    static Fault latency(Duration by) { return lasts({Kind::Latency}, by); }
    /// Every byte in a TCP write and a turn of the event loop of its own.
    static Fault slice() { return {Kind::Slice}; }

    /// Answers the handshake, or the request, with a status other than success. dgError goes into the
    /// dg-error header.
    static Fault refuse(int status, QByteArray body = {}, QByteArray dgError = {},
                        std::optional<int> retryAfterSeconds = {});
    /// The three shapes an error body has.
    static QByteArray codeBody(const QByteArray &code, const QByteArray &message);
    static QByteArray categoryBody(const QByteArray &category, const QByteArray &message);
    /// The refusals of the reference: 401, 402, 403, 429, 503.
    static Fault invalidAuth();
    static Fault paymentRequired();
    static Fault forbidden();
    static Fault tooManyRequests(std::optional<int> retryAfterSeconds = {});
    static Fault unavailable(std::optional<int> retryAfterSeconds = {});
    /// A login page with status 200, as a captive portal gives.
    static Fault html();
    /// The answer (101, or a request's) comes that much later.
    static Fault delayAnswer(Duration by) { return lasts({Kind::DelayAnswer, When::AtHandshake}, by); }
    /// Half of the answer's head, and nothing more.
    static Fault halfAnswer() { return {Kind::HalfAnswer, When::AtHandshake}; }

    static Fault sayText(QByteArray message) { return said(Kind::SayText, 0, std::move(message)); }
    static Fault sayBinary(QByteArray message) { return said(Kind::SayBinary, 0, std::move(message)); }
    static Fault garbage() { return sayText("}{ not json \"Results"); }
    /// A text message that is none: QWebSocket itself ends the connection then.
    static Fault invalidUtf8() { return sayText("{\"type\":\"\xF0\x9F\"}"); }
    static Fault unknownType() { return sayText(R"({"type":"Weather","channel_index":[0,1],"outlook":7})"); }
    /// About a megabyte of transcript in an interim result.
    static Fault hugeMessage();
    static Fault deepBrackets() { return sayText(QByteArray(200'000, '[')); }
    static Fault utteranceEndOfNothing()
    {
        return sayText(R"({"type":"UtteranceEnd","channel":[0,2],"last_word_end":-1})");
    }
    /// Every final is said twice.
    static Fault duplicateFinals() { return {Kind::DuplicateFinals}; }
    /// Every other result comes after the one that follows it.
    static Fault disorder() { return {Kind::Disorder}; }
    /// Some results with parts left out, of the wrong type or out of range, beside the right ones.
    static Fault missingFields() { return {Kind::MissingFields}; }
    static Fault emptyFinal() { return {Kind::EmptyFinal}; }
    /// A final with the word "ghost" half a minute past what was received.
    static Fault beyondTheSound() { return {Kind::BeyondTheSound}; }
    /// The times of results begin at 0 again.
    static Fault restartTime() { return {Kind::RestartTime}; }
    /// Neither results nor Metadata nor a close.
    static Fault noAnswerToCloseStream() { return {Kind::NoAnswerToCloseStream}; }
    /// Configure is answered with an Error of older servers.
    static Fault configureError() { return {Kind::ConfigureError}; }
    /// metadata.sha256 of a recording is that of something else.
    static Fault wrongSha256() { return {Kind::WrongSha256, When::AtHandshake}; }

    /// Before the answer to the handshake or request: for drop, reset and stall, otherwise after it.
    Fault atHandshake() const { return at(When::AtHandshake, Duration(0)); }
    /// Since the handshake, by the clock.
    Fault afterConnected(Duration since) const { return at(When::Connected, since); }
    /// When that much of the stream's sound has been received.
    Fault afterSound(Duration sound) const { return at(When::AfterSound, sound); }
    Fault onCloseStream() const { return at(When::OnCloseStream, Duration(0)); }
    Fault onFinalize() const { return at(When::OnFinalize, Duration(0)); }
    /// Since the server was made, by its clock.
    Fault atTime(Duration sinceMade) const { return at(When::AtTime, sinceMade); }
    /// For stall, swallowButPong, stopReading, limitUpstream: it passes.
    Fault lasting(Duration how) const { return lasts(*this, how); }

private:
    static Fault said(Kind kind, int number, QByteArray text)
    {
        Fault fault{kind};
        fault.number = number;
        fault.text = std::move(text);
        return fault;
    }
    static Fault lasts(Fault fault, Duration how)
    {
        fault.duration = how;
        return fault;
    }
    Fault at(When trigger, Duration since) const
    {
        Fault fault = *this;
        fault.when = trigger;
        fault.delay = since;
        return fault;
    }
};

} // namespace talktrack::test
