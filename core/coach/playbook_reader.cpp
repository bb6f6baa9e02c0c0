// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/coach/playbook_reader.h"

#include "core/coach/json_node.h"
#include "core/coach/phrase_pattern.h"

#include <QFile>
#include <QSet>

#include <cmath>

static void initCoachResources()
{
    Q_INIT_RESOURCE(coach_playbooks);
}

namespace talktrack {

namespace {

constexpr qint64 maxBytes = qint64{4} * 1024 * 1024;
constexpr size_t maxCardCount = 2000;
constexpr size_t maxListLength = 2000;
/// Over all lists of phrases; keeps the matcher's index within some tens of megabytes.
constexpr int maxPhrases = 20000;
constexpr qsizetype maxTextLength = 2000;
constexpr qsizetype maxSayWords = 30;
constexpr qsizetype maxWhyWords = 15;

qsizetype wordCount(const QString &text)
{
    return text.split(u' ', Qt::SkipEmptyParts).size();
}

/// Walks the parsed file; the first fault found is kept and everything after it is skipped.
class Reader
{
public:
    Result<Playbook> read(const JsonNode &root)
    {
        Playbook playbook;
        if (root.type != JsonNode::Type::Object) {
            fail(root, {}, QStringLiteral("must be an object"));
            return unexpected(m_error);
        }
        const QString format = text(root, "format", {}, true);
        if (!failed() && format != QLatin1String("talktrack-playbook/1"))
            fail(*root.member(QLatin1String("format")), QStringLiteral("format"),
                 QStringLiteral("must be \"talktrack-playbook/1\""));
        playbook.name = text(root, "name", {}, true);
        playbook.version = text(root, "version", {}, false);
        playbook.language = text(root, "language", {}, true);
        playbook.methodology = text(root, "methodology", {}, false);
        readCallType(root, playbook);
        playbook.company = subject(root, "company");
        playbook.product = subject(root, "product");
        readChecklist(root, playbook);
        readCards(root, playbook);
        readKeywords(root, playbook);
        readCompetitors(root, playbook);
        readVocabulary(root, playbook);
        if (failed())
            return unexpected(m_error);
        return playbook;
    }

private:
    bool failed() const { return m_failed; }

    void fail(const JsonNode &node, const QString &path, const QString &why)
    {
        if (m_failed)
            return;
        m_failed = true;
        const QString where = path.isEmpty() ? QString() : path + QStringLiteral(": ");
        m_error = {ErrorKind::PlaybookInvalid, why,
                   QStringLiteral("line %1, %2%3")
                       .arg(node.line)
                       .arg(where.isEmpty() ? QStringLiteral("the playbook: ") : where, why),
                   std::nullopt};
    }

    static QString join(const QString &path, const char *name)
    {
        return path.isEmpty() ? QLatin1String(name) : path + u'.' + QLatin1String(name);
    }
    static QString item(const QString &path, size_t i) { return QStringLiteral("%1[%2]").arg(path).arg(i); }

    /// The member if it is there and of that type; null after a fault or where it may be left out.
    const JsonNode *member(const JsonNode &node, const char *name, const QString &path, JsonNode::Type type,
                           bool required)
    {
        if (failed())
            return nullptr;
        const JsonNode *found = node.member(QLatin1String(name));
        if (!found || found->type == JsonNode::Type::Null) {
            if (required)
                fail(found ? *found : node, join(path, name), QStringLiteral("is missing"));
            return nullptr;
        }
        if (found->type != type) {
            static const QString names[] = {QStringLiteral("null"),     QStringLiteral("true or false"),
                                            QStringLiteral("a number"), QStringLiteral("a text"),
                                            QStringLiteral("a list"),   QStringLiteral("an object")};
            fail(*found, join(path, name), QStringLiteral("must be %1").arg(names[static_cast<int>(type)]));
            return nullptr;
        }
        return found;
    }

    QString checkedText(const JsonNode &node, const QString &path, bool required)
    {
        const QString result = node.string.simplified();
        if (required && result.isEmpty())
            fail(node, path, QStringLiteral("is empty"));
        if (result.size() > maxTextLength)
            fail(node, path, QStringLiteral("is longer than %1 characters").arg(maxTextLength));
        return result;
    }

    QString text(const JsonNode &node, const char *name, const QString &path, bool required)
    {
        const JsonNode *found = member(node, name, path, JsonNode::Type::String, required);
        return found ? checkedText(*found, join(path, name), required) : QString();
    }

    int number(const JsonNode &node, const char *name, const QString &path, int fallback, int lowest,
               int highest)
    {
        const JsonNode *found = member(node, name, path, JsonNode::Type::Number, false);
        if (!found)
            return fallback;
        if (found->number < lowest || found->number > highest || found->number != std::floor(found->number)) {
            fail(*found, join(path, name),
                 QStringLiteral("must be a whole number from %1 to %2").arg(lowest).arg(highest));
            return fallback;
        }
        return static_cast<int>(found->number);
    }

    /// Calls use(element, its path) for each object of a list.
    template <typename Use>
    void objects(const JsonNode &node, const char *name, const QString &path, size_t most, Use use)
    {
        const JsonNode *list = member(node, name, path, JsonNode::Type::Array, false);
        if (!list)
            return;
        if (list->children.size() > most)
            fail(*list, join(path, name), QStringLiteral("has more than %1 entries").arg(most));
        for (size_t i = 0; i < list->children.size() && !failed(); ++i) {
            const QString where = item(join(path, name), i);
            if (list->children[i].type != JsonNode::Type::Object)
                fail(list->children[i], where, QStringLiteral("must be an object"));
            else
                use(list->children[i], where);
        }
    }

    QStringList texts(const JsonNode &node, const char *name, const QString &path, bool required,
                      qsizetype maxWords = 0)
    {
        QStringList result;
        const JsonNode *list = member(node, name, path, JsonNode::Type::Array, required);
        if (!list)
            return result;
        if (required && list->children.empty())
            fail(*list, join(path, name), QStringLiteral("is empty"));
        if (list->children.size() > maxListLength)
            fail(*list, join(path, name), QStringLiteral("has more than %1 entries").arg(maxListLength));
        for (size_t i = 0; i < list->children.size() && !failed(); ++i) {
            const JsonNode &entry = list->children[i];
            const QString where = item(join(path, name), i);
            if (entry.type != JsonNode::Type::String) {
                fail(entry, where, QStringLiteral("must be a text"));
                break;
            }
            result.append(checkedText(entry, where, true));
            if (maxWords > 0)
                checkWords(entry, where, maxWords);
        }
        return result;
    }

    void checkWords(const JsonNode &node, const QString &path, qsizetype most)
    {
        const qsizetype words = wordCount(node.string);
        if (words > most)
            fail(node, path,
                 QStringLiteral("has %1 words, at most %2 can be read at a glance").arg(words).arg(most));
    }

    QStringList phrases(const JsonNode &node, const char *name, const QString &path, bool required)
    {
        const QStringList result = texts(node, name, path, required);
        const JsonNode *list = node.member(QLatin1String(name));
        for (qsizetype i = 0; i < result.size() && !failed(); ++i) {
            const JsonNode &entry = list->children[static_cast<size_t>(i)];
            const auto pattern = PhrasePattern::parse(result.at(i), m_normaliser);
            if (!pattern)
                fail(entry, item(join(path, name), static_cast<size_t>(i)), pattern.error().detail);
            else if (++m_phrases > maxPhrases)
                fail(entry, item(join(path, name), static_cast<size_t>(i)),
                     QStringLiteral("more than %1 phrases in the playbook").arg(maxPhrases));
        }
        return result;
    }

    QString uniqueId(const JsonNode &node, const QString &path, QSet<QString> &taken)
    {
        const QString id = text(node, "id", path, true);
        if (!failed() && taken.contains(id))
            fail(*node.member(QLatin1String("id")), join(path, "id"),
                 QStringLiteral("\"%1\" is there twice").arg(id.left(40)));
        taken.insert(id);
        return id;
    }

    CardSpeaker speaker(const JsonNode &node, const QString &path, CardSpeaker fallback)
    {
        const QString name = text(node, "speaker", path, false);
        if (failed() || name.isEmpty())
            return fallback;
        if (name == QLatin1String("customer"))
            return CardSpeaker::Customer;
        if (name == QLatin1String("rep"))
            return CardSpeaker::Rep;
        if (name != QLatin1String("any"))
            fail(*node.member(QLatin1String("speaker")), join(path, "speaker"),
                 QStringLiteral("must be customer, rep or any"));
        return CardSpeaker::Any;
    }

    void readCallType(const JsonNode &root, Playbook &playbook)
    {
        const QString name = text(root, "call_type", {}, false);
        if (failed() || name.isEmpty())
            return;
        const auto type = callTypeFromWire(name);
        if (type)
            playbook.callType = *type;
        else
            fail(*root.member(QLatin1String("call_type")), QStringLiteral("call_type"),
                 QStringLiteral("must be discovery, demo, negotiation or cold_call"));
    }

    PlaybookSubject subject(const JsonNode &root, const char *name)
    {
        const JsonNode *node = member(root, name, {}, JsonNode::Type::Object, false);
        if (!node)
            return {};
        return {text(*node, "name", QLatin1String(name), true),
                texts(*node, "facts", QLatin1String(name), false)};
    }

    void readChecklist(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> ids;
        objects(root, "checklist", {}, 100, [&](const JsonNode &node, const QString &path) {
            PlaybookChecklistItem entry;
            entry.id = uniqueId(node, path, ids);
            entry.label = text(node, "label", path, true);
            entry.speaker = speaker(node, path, CardSpeaker::Rep);
            entry.phrases = phrases(node, "phrases", path, true);
            playbook.checklist.append(entry);
        });
    }

    void readCards(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> ids;
        objects(root, "cards", {}, maxCardCount, [&](const JsonNode &node, const QString &path) {
            PlaybookCard card;
            card.id = uniqueId(node, path, ids);
            readCardType(node, path, card);
            card.speaker = speaker(node, path, CardSpeaker::Customer);
            card.triggers = phrases(node, "triggers", path, true);
            card.notTriggers = phrases(node, "not", path, false);
            card.title = text(node, "title", path, true);
            if (!failed())
                checkWords(*node.member(QLatin1String("title")), join(path, "title"), 8);
            card.say = texts(node, "say", path, true, maxSayWords);
            card.why = text(node, "why", path, false);
            if (!failed() && !card.why.isEmpty())
                checkWords(*node.member(QLatin1String("why")), join(path, "why"), maxWhyWords);
            card.priority = number(node, "priority", path, 50, 0, 100);
            card.cooldown = std::chrono::seconds(number(node, "cooldown_s", path, 60, 0, 86400));
            card.maxPerCall = number(node, "max_per_call", path, 2, 1, 1000);
            playbook.cards.append(card);
        });
    }

    void readCardType(const JsonNode &node, const QString &path, PlaybookCard &card)
    {
        static const QSet<FeedbackType> allowed{FeedbackType::Suggestion,   FeedbackType::Objection,
                                                FeedbackType::BuyingSignal, FeedbackType::Question,
                                                FeedbackType::Competitor,   FeedbackType::NextStep};
        const QString name = text(node, "type", path, true);
        const QString category = text(node, "category", path, false);
        if (failed())
            return;
        const auto type = feedbackTypeFromWire(name);
        if (!type || !allowed.contains(*type)) {
            fail(*node.member(QLatin1String("type")), join(path, "type"),
                 QStringLiteral(
                     "must be suggestion, objection, buying_signal, question, competitor or next_step"));
            return;
        }
        card.type = *type;
        if (card.type == FeedbackType::Objection) {
            card.category = objectionCategoryFromWire(category);
            const JsonNode *at = node.member(QLatin1String("category"));
            if (!card.category)
                fail(at ? *at : node, join(path, "category"),
                     QStringLiteral("must be one of price, budget, timing, authority, need, competitor, "
                                    "trust, brush_off, risk, effort"));
        }
    }

    void readKeywords(const JsonNode &root, Playbook &playbook)
    {
        QSet<QString> labels;
        objects(root, "keywords", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            const QString label = text(node, "label", path, true);
            if (!failed() && labels.contains(label))
                fail(*node.member(QLatin1String("label")), join(path, "label"),
                     QStringLiteral("is there twice"));
            labels.insert(label);
            playbook.keywords.append({label, phrases(node, "phrases", path, true)});
        });
    }

    void readCompetitors(const JsonNode &root, Playbook &playbook)
    {
        objects(root, "competitors", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            PlaybookCompetitor competitor;
            competitor.name = text(node, "name", path, true);
            competitor.aliases = phrases(node, "aliases", path, false);
            competitor.say = texts(node, "say", path, false, maxSayWords);
            competitor.why = text(node, "why", path, false);
            if (!failed() && !competitor.why.isEmpty())
                checkWords(*node.member(QLatin1String("why")), join(path, "why"), maxWhyWords);
            playbook.competitors.append(competitor);
        });
    }

    void readVocabulary(const JsonNode &root, Playbook &playbook)
    {
        objects(root, "vocabulary", {}, maxListLength, [&](const JsonNode &node, const QString &path) {
            const QString word = text(node, "word", path, true);
            playbook.vocabulary.append({word, text(node, "sounds_like", path, false)});
        });
    }

    TextNormaliser m_normaliser;
    bool m_failed = false;
    Error m_error;
    int m_phrases = 0;
};

} // namespace

Result<Playbook> readPlaybook(const QByteArray &json)
{
    if (json.size() > maxBytes)
        return unexpected(ErrorKind::PlaybookInvalid, QStringLiteral("larger than 4 MB"),
                          QStringLiteral("line 1: the file is larger than 4 MB"));
    const auto root = parseJson(json);
    if (!root)
        return unexpected(root.error());
    return Reader().read(*root);
}

Result<Playbook> readPlaybookFile(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return unexpected(ErrorKind::InputMissing, QStringLiteral("no such playbook"), path);
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputUnreadable, file.errorString(), path);
    // One byte more than allowed tells a large file from one that just fits.
    return readPlaybook(file.read(maxBytes + 1));
}

Result<Playbook> defaultPlaybook()
{
    initCoachResources();
    QFile file(QStringLiteral(":/playbooks/b2b-software.json"));
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(ErrorKind::InputMissing, file.errorString(), file.fileName());
    return readPlaybook(file.readAll());
}

} // namespace talktrack
