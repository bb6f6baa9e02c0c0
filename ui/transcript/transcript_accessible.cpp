// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/transcript_accessible.h"

#include "ui/transcript/transcript_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

namespace talktrack {
namespace {

/// One line. Made when asked for, and then reads whatever line is at its row.
class LineAccessible final : public QAccessibleInterface
{
public:
    LineAccessible(TranscriptView *view, int row)
        : m_view(view)
        , m_row(row)
    {
    }

    bool isValid() const override { return m_view && m_row < m_view->lineCount(); }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QString text(QAccessible::Text which) const override
    {
        return isValid() && which == QAccessible::Name ? m_view->lineText(m_row) : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect inView = m_view->lineRect(m_row);
        return {m_view->viewport()->mapToGlobal(inView.topLeft()), inView.size()};
    }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    QAccessible::State state() const override
    {
        QAccessible::State out;
        out.readOnly = true;
        out.offscreen = isValid() && !m_view->viewport()->rect().intersects(m_view->lineRect(m_row));
        out.invalid = !isValid();
        return out;
    }

    int row() const { return m_row; }

private:
    QPointer<TranscriptView> m_view;
    int m_row;
};

class TranscriptAccessible final : public QAccessibleWidget
{
public:
    explicit TranscriptAccessible(TranscriptView *view)
        : QAccessibleWidget(view, QAccessible::List)
    {
    }
    ~TranscriptAccessible() override
    {
        for (const QAccessible::Id id : m_lines)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return view()->lineCount(); }
    QAccessibleInterface *child(int row) const override
    {
        if (row < 0 || row >= childCount())
            return nullptr;
        auto id = m_lines.constFind(row);
        if (id == m_lines.constEnd())
            id = m_lines.insert(row,
                                QAccessible::registerAccessibleInterface(new LineAccessible(view(), row)));
        return QAccessible::accessibleInterface(*id);
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        const auto *line = dynamic_cast<const LineAccessible *>(child);
        return line ? line->row() : -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        return child(view()->lineAt(view()->viewport()->mapFromGlobal(QPoint(x, y))));
    }
    QString text(QAccessible::Text which) const override
    {
        if (which == QAccessible::Value)
            return childCount() > 0 ? view()->lineText(childCount() - 1) : QString();
        return QAccessibleWidget::text(which);
    }

private:
    TranscriptView *view() const { return static_cast<TranscriptView *>(widget()); }

    mutable QHash<int, QAccessible::Id> m_lines;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *view = qobject_cast<TranscriptView *>(object);
    return view ? new TranscriptAccessible(view) : nullptr;
}

} // namespace

void installTranscriptAccessible()
{
    QAccessible::installFactory(makeAccessible);
}

} // namespace talktrack
