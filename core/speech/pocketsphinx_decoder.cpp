// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/speech/pocketsphinx_decoder.h"

#include "core/support/log.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <pocketsphinx.h>
#include <sphinxbase/ckd_alloc.h>
#include <sphinxbase/cmd_ln.h>
#include <sphinxbase/err.h>
#include <sphinxbase/logmath.h>
#include <sphinxbase/ngram_model.h>

#include <algorithm>
#include <cmath>

#ifndef TALKTRACK_POCKETSPHINX_MODEL_DIR
#define TALKTRACK_POCKETSPHINX_MODEL_DIR ""
#endif

namespace talktrack {

namespace {

constexpr char searchName[] = "call";
/// A hinted word that the language model lacks is heard as one more way of saying this word, whose place in a
/// sentence (after "from", "called", "with") is that of a product or a company. Words must not be added to
/// the model itself: ngram_model_add_word() of this release leaves the new word without an end of its
/// followers, and the search crashes once the word is heard and followed by another.
constexpr char carrierWord[] = "microsoft";
constexpr qsizetype mostHints = 1000;

template <auto Free>
struct Freer
{
    template <typename T>
    void operator()(T *pointer) const
    {
        Free(pointer);
    }
};
using DecoderPointer = std::unique_ptr<ps_decoder_t, Freer<&ps_free>>;
using ConfigPointer = std::unique_ptr<cmd_ln_t, Freer<&cmd_ln_free_r>>;
using ModelPointer = std::unique_ptr<ngram_model_t, Freer<&ngram_model_free>>;

struct ModelFiles
{
    QByteArray acoustic;
    QByteArray language;
    QByteArray dictionary;
};

Result<ModelFiles> findModel(const QString &modelDir)
{
    const QString base = modelDir + QLatin1String("/en-us");
    const QString acoustic = base + QLatin1String("/en-us");
    const QString language = base + QLatin1String("/en-us.lm.bin");
    const QString dictionary = base + QLatin1String("/cmudict-en-us.dict");
    for (const QString &file :
         {acoustic + QLatin1String("/mdef"), acoustic + QLatin1String("/means"), language, dictionary}) {
        const QFileInfo info(file);
        if (!info.isFile() || !info.isReadable() || info.size() == 0) {
            return unexpected(ErrorKind::ModelMissing, QStringLiteral("no model file %1").arg(file),
                              modelDir);
        }
    }
    return ModelFiles{QFile::encodeName(acoustic), QFile::encodeName(language),
                      QFile::encodeName(dictionary)};
}

/// A decoder that has heard this much knows the mean of the cepstra; until then utterances are heard again as
/// a whole.
constexpr std::size_t settledSamples = std::size_t{6} * sampleRateHz;
/// Too short a sound has no mean worth the name.
constexpr std::size_t shortestMeanSamples = sampleRateHz;

/// The dictionary's form of a hint: lower case, words joined; empty if it has characters no dictionary word
/// has.
QByteArray dictionaryKey(const QString &word)
{
    const QString simple = word.simplified().toLower();
    QString key;
    for (const QChar letter : simple) {
        if (letter.isLetterOrNumber() || letter == QLatin1Char('\'') || letter == QLatin1Char('.')) {
            key += letter;
        } else if (letter == QLatin1Char(' ') || letter == QLatin1Char('-') || letter == QLatin1Char('_')) {
            key += QLatin1Char('_');
        } else if (letter != QLatin1Char('&') && letter != QLatin1Char('+')) {
            return {};
        }
    }
    return key.toUtf8();
}

bool isFiller(const QByteArray &word)
{
    return word.isEmpty() || word.startsWith('<') || word.startsWith('[') || word.startsWith("++");
}

/// "read(2)" is the second way of saying "read".
QByteArray withoutAlternative(QByteArray word)
{
    const qsizetype open = word.lastIndexOf('(');
    if (open > 0 && word.endsWith(')')) {
        word.truncate(open);
    }
    return word;
}

} // namespace

class PocketSphinxDecoder::Private
{
public:
    DecoderPointer decoder;
    /// Dictionary entry, with its "(2)" where it is another way of saying a word → the hint as the playbook
    /// writes it.
    QHash<QByteArray, QString> hinted;
    int skipped = 0;
    bool open = false;
    /// The open utterance, while settling.
    std::vector<qint16> sound;
    std::size_t settled = 0;

    bool isSettling() const { return settled < settledSamples; }
    void hearAgain();
    Result<void> load(const ModelFiles &files);
    Result<void> teach(const ModelFiles &files, const SpeechOptions &options);
    QList<HeardWord> words(bool withConfidence) const;

private:
    std::optional<QByteArray> pronunciation(const QString &soundsLike) const;
    bool knows(const QByteArray &key) const;
    bool teachWord(ngram_model_t *model, const VocabularyHint &hint);
};

Result<void> PocketSphinxDecoder::Private::load(const ModelFiles &files)
{
    // The toolkit's log is per thread and goes to standard error unless told otherwise; it contains what was
    // heard.
    err_set_logfp(nullptr);
    // Silence is removed by the segmenter, which keeps the sample clock; the toolkit's way of doing it shifts
    // word times. No language model yet: words can be added to one only before the search is built over it.
    // The bound on active states is what keeps noisy and foreign-sounding speech from costing three times
    // what clean speech does; clean speech stays below it nearly always, and a third less starts to cost
    // words.
    ConfigPointer config(cmd_ln_init(nullptr, ps_args(), 1, "-hmm", files.acoustic.constData(), "-dict",
                                     files.dictionary.constData(), "-remove_silence", "no", "-maxhmmpf",
                                     "4000", nullptr));
    if (config) {
        decoder.reset(ps_init(config.get()));
    }
    if (!decoder) {
        return unexpected(ErrorKind::Failed,
                          QStringLiteral("the recogniser does not accept its acoustic model"));
    }
    return {};
}

Result<void> PocketSphinxDecoder::Private::teach(const ModelFiles &files, const SpeechOptions &options)
{
    ModelPointer model(ngram_model_read(ps_get_config(decoder.get()), files.language.constData(), NGRAM_AUTO,
                                        ps_get_logmath(decoder.get())));
    if (!model) {
        return unexpected(ErrorKind::Failed,
                          QStringLiteral("the recogniser does not accept its language model"));
    }
    QList<VocabularyHint> hints = options.vocabulary;
    for (const QString &term : options.keyterms) {
        hints.append({term, QString()});
    }
    for (qsizetype i = 0; i < hints.size(); ++i) {
        if (i >= mostHints || !teachWord(model.get(), hints.at(i))) {
            ++skipped;
        }
    }
    if (ps_set_lm(decoder.get(), searchName, model.get()) != 0 ||
        ps_set_search(decoder.get(), searchName) != 0) {
        return unexpected(ErrorKind::Failed,
                          QStringLiteral("the recogniser does not accept its language model"));
    }
    return {};
}

/// Decodes the utterance once more with the mean taken over the whole of it: what is assumed before anything
/// has been heard costs the first words of a call.
void PocketSphinxDecoder::Private::hearAgain()
{
    settled += sound.size();
    if (ps_start_utt(decoder.get()) == 0) {
        ps_process_raw(decoder.get(), sound.data(), sound.size(), 0, 1);
        ps_end_utt(decoder.get());
    }
    sound = {};
}

bool PocketSphinxDecoder::Private::knows(const QByteArray &key) const
{
    char *phones = ps_lookup_word(decoder.get(), key.constData());
    ckd_free(phones);
    return phones != nullptr;
}

std::optional<QByteArray> PocketSphinxDecoder::Private::pronunciation(const QString &soundsLike) const
{
    QByteArray all;
    for (const QString &word : soundsLike.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        char *phones = ps_lookup_word(decoder.get(), word.toUtf8().constData());
        if (!phones) {
            return std::nullopt;
        }
        all += all.isEmpty() ? QByteArray() : QByteArray(" ");
        all += phones;
        ckd_free(phones);
    }
    return all.isEmpty() ? std::nullopt : std::optional(all);
}

bool PocketSphinxDecoder::Private::teachWord(ngram_model_t *model, const VocabularyHint &hint)
{
    const QByteArray key = dictionaryKey(hint.word);
    if (key.isEmpty()) {
        return false;
    }
    const bool inModel = ngram_wid(model, key.constData()) != ngram_unknown_wid(model) && knows(key);
    if (inModel) {
        hinted.insert(key, hint.word.simplified());
    }
    if (hint.soundsLike.trimmed().isEmpty() && inModel) {
        return true;
    }
    const auto phones = pronunciation(hint.soundsLike.trimmed().isEmpty() ? hint.word : hint.soundsLike);
    const QByteArray base = inModel ? key : QByteArray(carrierWord);
    if (!phones || !knows(base)) {
        return false;
    }
    QByteArray entry = base;
    for (int i = 2; knows(entry); ++i) {
        entry = base + '(' + QByteArray::number(i) + ')';
    }
    if (ps_add_word(decoder.get(), entry.constData(), phones->constData(), 0) < 0) {
        return false;
    }
    hinted.insert(entry, hint.word.simplified());
    return true;
}

QList<HeardWord> PocketSphinxDecoder::Private::words(bool withConfidence) const
{
    QList<HeardWord> result;
    logmath_t *const logs = ps_get_logmath(decoder.get());
    // The toolkit counts frames from its first utterance on; the first segment is this one's start.
    int origin = -1;
    for (ps_seg_t *segment = ps_seg_iter(decoder.get()); segment; segment = ps_seg_next(segment)) {
        int first = 0;
        int last = 0;
        ps_seg_frames(segment, &first, &last);
        origin = origin < 0 ? first : origin;
        const QByteArray entry = ps_seg_word(segment);
        const QByteArray word = withoutAlternative(entry);
        if (isFiller(word)) {
            continue;
        }
        HeardWord heard;
        heard.text = hinted.value(entry, hinted.value(word, QString::fromUtf8(word)));
        heard.firstFrame = first - origin;
        heard.lastFrame = last - origin;
        if (withConfidence) {
            const int posterior = ps_seg_prob(segment, nullptr, nullptr, nullptr);
            heard.confidence = std::clamp(logmath_exp(logs, posterior), 0.0, 1.0);
        }
        result.append(heard);
    }
    return result;
}

PocketSphinxDecoder::PocketSphinxDecoder(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

PocketSphinxDecoder::~PocketSphinxDecoder() = default;

QString PocketSphinxDecoder::defaultModelDir()
{
    return QStringLiteral(TALKTRACK_POCKETSPHINX_MODEL_DIR);
}

Result<void> PocketSphinxDecoder::check(const QString &modelDir)
{
    if (const auto files = findModel(modelDir); !files) {
        return unexpected(files.error());
    }
    return {};
}

Result<std::unique_ptr<PocketSphinxDecoder>> PocketSphinxDecoder::load(const QString &modelDir,
                                                                       const SpeechOptions &options)
{
    if (!options.language.startsWith(QLatin1String("en"), Qt::CaseInsensitive)) {
        return unexpected(ErrorKind::ModelMissing, QStringLiteral("no offline model for the language"),
                          options.language);
    }
    const auto files = findModel(modelDir);
    if (!files) {
        return unexpected(files.error());
    }
    auto p = std::make_unique<Private>();
    if (const auto loaded = p->load(*files); !loaded) {
        return unexpected(loaded.error());
    }
    if (const auto taught = p->teach(*files, options); !taught) {
        return unexpected(taught.error());
    }
    if (p->skipped > 0) {
        log::warning("speech", "vocabulary_skipped", {{"count", QString::number(p->skipped)}});
    }
    return std::unique_ptr<PocketSphinxDecoder>(new PocketSphinxDecoder(std::move(p)));
}

bool PocketSphinxDecoder::begin()
{
    d->open = ps_start_utt(d->decoder.get()) == 0;
    d->sound.clear();
    return d->open;
}

void PocketSphinxDecoder::feed(std::span<const qint16> samples)
{
    if (d->open && !samples.empty()) {
        ps_process_raw(d->decoder.get(), samples.data(), samples.size(), 0, 0);
        if (d->isSettling()) {
            d->sound.insert(d->sound.end(), samples.begin(), samples.end());
        }
    }
}

QList<HeardWord> PocketSphinxDecoder::soFar() const
{
    return d->open ? d->words(false) : QList<HeardWord>();
}

QList<HeardWord> PocketSphinxDecoder::finish()
{
    if (!d->open) {
        return {};
    }
    d->open = false;
    if (ps_end_utt(d->decoder.get()) < 0) {
        return {};
    }
    if (d->isSettling() && d->sound.size() >= shortestMeanSamples) {
        d->hearAgain();
    }
    return d->words(true);
}

} // namespace talktrack
