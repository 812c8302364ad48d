// SPDX-License-Identifier: GPL-3.0-or-later
// Sorted and filtered rows, whatever comes, changes and goes: as if they had been sorted and filtered anew.
#include "ui/console/cell_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace hubbub::ui;

namespace {

class Numbers final : public CellModel {
public:
    Numbers()
        : CellModel({ { u"number"_s }, { u"last digit"_s } })
    {
    }
    void insert(int row, const QList<int> &numbers)
    {
        beginInsertRows({}, row, row + static_cast<int>(numbers.size()) - 1);
        for (qsizetype i = 0; i < numbers.size(); ++i)
            m_numbers.insert(row + i, numbers[i]);
        endInsertRows();
    }
    void remove(int row)
    {
        beginRemoveRows({}, row, row);
        m_numbers.removeAt(row);
        endRemoveRows();
    }
    void change(int row, int number)
    {
        m_numbers[row] = number;
        rowChanged(row);
    }
    void restart(const QList<int> &numbers)
    {
        beginResetModel();
        m_numbers = numbers;
        endResetModel();
    }
    [[nodiscard]] const QList<int> &numbers() const { return m_numbers; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_numbers.size());
    }
    [[nodiscard]] Cell cell(int row, int) const override
    {
        Cell out;
        out.text = QString::number(m_numbers[row]);
        return out;
    }
    [[nodiscard]] bool less(int left, int right, int column) const override
    {
        return column == 0 ? m_numbers[left] < m_numbers[right] : m_numbers[left] % 10 < m_numbers[right] % 10;
    }
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override
    {
        return hasWords(QString::number(m_numbers[row]), words);
    }

private:
    QList<int> m_numbers;
};

/// Names and numbers of both signs, with what they weigh, or compared one by one.
class Mixed final : public CellModel {
public:
    explicit Mixed(bool weighs)
        : CellModel({ { u"name"_s }, { u"value"_s } })
        , m_weighs(weighs)
    {
    }
    void fill(const QList<std::pair<QByteArray, double>> &rows)
    {
        beginInsertRows({}, 0, static_cast<int>(rows.size()) - 1);
        m_rows = rows;
        endInsertRows();
    }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] Cell cell(int row, int) const override
    {
        Cell out;
        out.text = QString::number(row);
        return out;
    }
    [[nodiscard]] bool less(int left, int right, int column) const override
    {
        return column == 0 ? m_rows[left].first < m_rows[right].first : m_rows[left].second < m_rows[right].second;
    }
    [[nodiscard]] Weight weight(int row, int column) const override
    {
        if (!m_weighs)
            return {};
        return column == 0 ? Weight { {}, QByteArrayView(m_rows[row].first) } : Weight { m_rows[row].second, {} };
    }
    [[nodiscard]] bool matches(int, const SoughtWords &) const override { return true; }

private:
    bool m_weighs;
    QList<std::pair<QByteArray, double>> m_rows;
};

QList<int> shown(const CellFilter &filter)
{
    QList<int> out;
    for (int row = 0; row < filter.rowCount(); ++row)
        out.append(filter.index(row, 0).data().toInt());
    return out;
}

} // namespace

class CellFilterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsStandInOrderAndOnlyThoseThatFit()
    {
        Numbers numbers;
        CellFilter filter(numbers);
        numbers.insert(0, { 31, 4, 15, 92 });
        QCOMPARE(shown(filter), (QList<int> { 31, 4, 15, 92 }));
        filter.sort(0, Qt::AscendingOrder);
        QCOMPARE(shown(filter), (QList<int> { 4, 15, 31, 92 }));
        filter.sort(0, Qt::DescendingOrder);
        QCOMPARE(shown(filter), (QList<int> { 92, 31, 15, 4 }));
        filter.setWords(u"1"_s);
        QCOMPARE(shown(filter), (QList<int> { 31, 15 }));
        numbers.insert(1, { 21, 8 });
        QCOMPARE(shown(filter), (QList<int> { 31, 21, 15 }));
        filter.setWords({});
        QCOMPARE(shown(filter), (QList<int> { 92, 31, 21, 15, 8, 4 }));
    }

    void whatRowsWeighChangesNothingInTheirOrder()
    {
        QRandomGenerator dice(11);
        QList<std::pair<QByteArray, double>> rows;
        const QByteArray beginnings[] { "room-", "room-1", "room", "room-\xc3\xa4", "room-12345678" };
        for (int i = 0; i < 2000; ++i) {
            QByteArray name = beginnings[dice.bounded(5)];
            for (int k = dice.bounded(12); k > 0; --k)
                name += static_cast<char>(dice.bounded(3) == 0 ? dice.bounded(256) : 'a' + dice.bounded(3));
            rows.append({ name, dice.bounded(4) == 0 ? 0.0 : dice.bounded(200) / 7.0 - 14 });
        }
        Mixed weighed(true);
        Mixed compared(false);
        CellFilter fast(weighed);
        CellFilter slow(compared);
        weighed.fill(rows);
        compared.fill(rows);
        for (const int column : { 0, 1 }) {
            for (const Qt::SortOrder order : { Qt::AscendingOrder, Qt::DescendingOrder }) {
                fast.sort(column, order);
                slow.sort(column, order);
                QCOMPARE(shown(fast), shown(slow));
            }
        }
    }

    void whatIsChosenStaysChosenInAnotherOrder()
    {
        Numbers numbers;
        CellFilter filter(numbers);
        numbers.insert(0, { 31, 4, 15 });
        const QPersistentModelIndex chosen(filter.index(2, 0));
        filter.sort(0, Qt::AscendingOrder);
        QCOMPARE(chosen.data().toInt(), 15);
        QCOMPARE(chosen.row(), 1);
        filter.setWords(u"5"_s);
        QCOMPARE(chosen.row(), 0);
        filter.setWords(u"4"_s);
        QVERIFY(!chosen.isValid());
    }

    void aThousandChancesLeaveWhatSortingAnewWould()
    {
        Numbers numbers;
        CellFilter filter(numbers);
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QRandomGenerator dice(7);
        const QStringList words { {}, u"1"_s, u"7"_s, u"12"_s };
        QString typed;
        int column = 0;
        Qt::SortOrder order = Qt::AscendingOrder;
        filter.sort(column, order);
        for (int i = 0; i < 1000; ++i) {
            const int count = numbers.rowCount();
            switch (dice.bounded(7)) {
            case 0:
            case 1:
                numbers.insert(dice.bounded(count + 1), { dice.bounded(1000), dice.bounded(1000) });
                break;
            case 2:
                if (count > 0)
                    numbers.remove(dice.bounded(count));
                break;
            case 3:
                typed = words[dice.bounded(words.size())];
                filter.setWords(typed);
                break;
            case 4:
                column = dice.bounded(2);
                order = dice.bounded(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder;
                filter.sort(column, order);
                break;
            case 5:
                if (count > 0)
                    numbers.change(dice.bounded(count), dice.bounded(1000));
                break;
            default:
                if (dice.bounded(50) == 0)
                    numbers.restart({ 5, 3, 17, 71 });
                break;
            }
        }
        // What changed in place is put in order within a second; another filter does it at once.
        filter.setWords(u"no number"_s);
        filter.setWords(u"1"_s);
        QList<int> wanted;
        for (const int number : numbers.numbers()) {
            if (QString::number(number).contains(u'1'))
                wanted.append(number);
        }
        std::stable_sort(wanted.begin(), wanted.end(), [column, order](int left, int right) {
            const int a = column == 0 ? left : left % 10;
            const int b = column == 0 ? right : right % 10;
            return order == Qt::AscendingOrder ? a < b : b < a;
        });
        QVERIFY(wanted.size() > 3);
        QCOMPARE(shown(filter), wanted);
    }
};

QTEST_GUILESS_MAIN(CellFilterTest)
#include "cell_filter_test.moc"
