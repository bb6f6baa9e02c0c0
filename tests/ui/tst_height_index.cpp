// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transcript/height_index.h"

#include <QTest>

#include <random>

using namespace talktrack;

class HeightIndexTest final : public QObject
{
    Q_OBJECT

private:
    static void agrees(const HeightIndex &index, const std::vector<int> &heights)
    {
        QCOMPARE(index.count(), static_cast<int>(heights.size()));
        qint64 top = 0;
        for (int row = 0; row < index.count(); ++row) {
            const int height = heights[static_cast<std::size_t>(row)];
            QCOMPARE(index.height(row), height);
            QCOMPARE(index.top(row), top);
            if (height > 0) {
                QCOMPARE(index.rowAt(top), row);
                QCOMPARE(index.rowAt(top + height - 1), row);
            }
            top += height;
        }
        QCOMPARE(index.total(), top);
    }

private Q_SLOTS:
    void hasNoRowWhileEmpty()
    {
        const HeightIndex index;
        QCOMPARE(index.rowAt(0), -1);
        QCOMPARE(index.total(), 0);
    }

    void givesTheNearestRowOutsideOfItsRange()
    {
        HeightIndex index;
        index.assign({10, 20, 30});
        QCOMPARE(index.rowAt(-5), 0);
        QCOMPARE(index.rowAt(1000), 2);
    }

    void staysInStepWithAPlainListThroughAnyChanges()
    {
        std::mt19937 random(7);
        HeightIndex index;
        std::vector<int> heights;
        for (int step = 0; step < 600; ++step) {
            const int size = static_cast<int>(heights.size());
            const int row = size > 0 ? static_cast<int>(random() % static_cast<unsigned>(size)) : 0;
            const int height = static_cast<int>(random() % 90);
            switch (size == 0 ? 0U : random() % 4) {
            case 0:
            case 1:
                index.insert(row, height);
                heights.insert(heights.begin() + row, height);
                break;
            case 2:
                index.set(row, height);
                heights[static_cast<std::size_t>(row)] = height;
                break;
            default:
                index.remove(row);
                heights.erase(heights.begin() + row);
            }
            if (step % 20 == 0)
                agrees(index, heights);
        }
        agrees(index, heights);
        QVERIFY(heights.size() > 50);
    }
};

QTEST_APPLESS_MAIN(HeightIndexTest)
#include "tst_height_index.moc"
