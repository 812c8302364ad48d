// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/promises_page.h"

#include "core/operator/operator_watch.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/console/console_words.h"
#include "ui/console/list_page.h"
#include "ui/console/stat_tile.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::Promise;

namespace {

enum BreachColumn : int { When, Which, Where, Detail };

QString promiseName(Promise promise)
{
    switch (promise) {
    case Promise::NothingLost:
        return PromisesPage::tr("Lost");
    case Promise::NothingDoubled:
        return PromisesPage::tr("Doubled");
    case Promise::InOrder:
        return PromisesPage::tr("Out of order");
    case Promise::NoGhosts:
        return PromisesPage::tr("Ghosts");
    }
    return {};
}

QString promiseMeaning(Promise promise)
{
    switch (promise) {
    case Promise::NothingLost:
        return PromisesPage::tr("no hole in any log");
    case Promise::NothingDoubled:
        return PromisesPage::tr("no message is there twice");
    case Promise::InOrder:
        return PromisesPage::tr("each event says its own place");
    case Promise::NoGhosts:
        return PromisesPage::tr("nobody is shown by a dead node");
    }
    return {};
}

} // namespace

BreachesModel::BreachesModel(QObject *parent)
    : CellModel(
        { { tr("Time"), 110 }, { tr("Promise"), 130 }, { tr("Room"), 200 }, { tr("What was found"), 0 } }, parent)
{
}

int BreachesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_breaches.size());
}

void BreachesModel::refresh(const QList<ops::Breach> &breaches)
{
    if (breaches == m_breaches)
        return;
    beginResetModel(); // they are few, and there should be none
    m_breaches = breaches;
    endResetModel();
}

Cell BreachesModel::cell(int row, int column) const
{
    const ops::Breach &breach = m_breaches[row];
    Cell out;
    switch (column) {
    case When:
        out.text = QDateTime::fromMSecsSinceEpoch(breach.at).toString(u"HH:mm:ss"_s);
        out.mono = true;
        out.quiet = true;
        break;
    case Which:
        out.pill = Pill { promiseName(breach.promise), Tone::Crit, Glyph::CircleX };
        break;
    case Where:
        out.text = u"# "_s + breach.room.text();
        break;
    default:
        out.text = breach.detail;
        break;
    }
    return out;
}

bool BreachesModel::less(int left, int right, int column) const
{
    const ops::Breach &a = m_breaches[left];
    const ops::Breach &b = m_breaches[right];
    if (column == Which)
        return a.promise < b.promise;
    if (column == Where)
        return a.room < b.room;
    return left < right;
}

bool BreachesModel::matches(int row, const SoughtWords &words) const
{
    return hasWords((m_breaches[row].room.text() + u' ' + m_breaches[row].detail).toLower(), words);
}

PromisesPage::PromisesPage(const ConsoleDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_read(new Label({}, Type::Base, Label::Ink::Secondary))
    , m_told(new Label({}, Type::Base, Label::Ink::Secondary))
    , m_model(new BreachesModel(this))
    , m_list(new ListPage(tr("Broken promises"), tr("Filter"), *m_model, this))
{
    setObjectName(u"promisesPage"_s);
    auto *column = new QVBoxLayout(this);
    auto *row = new QHBoxLayout;
    for (int i = 0; i < ops::promiseCount; ++i) {
        auto *tile = new StatTile(promiseName(static_cast<Promise>(i)), this);
        tile->setObjectName(u"promise%1"_s.arg(i));
        m_tiles.at(static_cast<size_t>(i)) = tile;
        row->addWidget(tile, 1);
    }
    auto *words = new QVBoxLayout;
    words->addWidget(m_read);
    words->addWidget(m_told);
    column->addLayout(row);
    column->addLayout(words);
    column->addWidget(m_list, 1);
    m_read->setFit(Label::Fit::Wrap);
    m_told->setFit(Label::Fit::Wrap);
    m_read->setObjectName(u"promisesRead"_s);
    m_list->table().setEmptyWords(tr("Every promise that was looked at is kept"));
    m_list->table().sortBy(0, Qt::DescendingOrder);
    connect(&m_list->table(), &CellTable::rowOpened, this, [this](int chosen) {
        Q_EMIT
        roomWanted(m_model->room(chosen).text());
    });
    connect(&Theme::instance(), &Theme::changed, this, &PromisesPage::adopt);
    adopt();
}

void PromisesPage::adopt()
{
    layout()->setContentsMargins(0, px(space::m), 0, px(space::m));
    layout()->setSpacing(px(space::m));
    for (const int i : { 0, 1 }) {
        QLayout *part = layout()->itemAt(i)->layout();
        part->setContentsMargins(px(space::l), 0, px(space::l), 0);
        part->setSpacing(px(i == 0 ? space::m : space::xs));
    }
}

void PromisesPage::showEvent(QShowEvent *) { refresh(false); }

void PromisesPage::refresh(bool stale)
{
    if (!isVisible())
        return;
    const ops::PromiseState &state = m_desk.watch.promises().state();
    for (int i = 0; i < ops::promiseCount; ++i) {
        StatTile *tile = m_tiles.at(static_cast<size_t>(i));
        const qint64 broken = state.broken.at(static_cast<size_t>(i));
        const bool looked = static_cast<Promise>(i) == Promise::NoGhosts ? state.sessions > 0 : state.events > 0;
        tile->setValue(looked ? groupedNumber(broken) : u"—"_s,
            broken > 0   ? Tone::Crit
                : looked ? Tone::Ok
                         : Tone::Neutral);
        tile->setNote(promiseMeaning(static_cast<Promise>(i)));
        tile->setStale(stale);
    }
    QString read =
        tr("Read by the console itself, since it was opened: %1 events of %2 rooms' logs, %3 entries of who is "
           "there. Two rooms a second: the busiest, and in turn those that the page Rooms knows.")
            .arg(groupedNumber(state.events), groupedNumber(state.rooms), groupedNumber(state.sessions));
    if (state.suspects > 0)
        read += u' '
            + tr("%1 entries are of nodes that are gone; the others have 45 s to sweep them.")
                  .arg(groupedNumber(state.suspects));
    m_read->setText(read);
    qint64 dups = 0;
    qint64 filled = 0;
    qint64 resumes = 0;
    qint64 gaps = 0;
    for (const auto &[id, node] : m_desk.watch.model().nodes()) {
        dups += node.report.dups;
        filled += node.report.gapsFilled;
        resumes += node.report.resumes;
        gaps += node.report.resumesGap;
    }
    m_told->setText(
        tr("Counted by the nodes, since they started: %1 repeats of messages known as such, %2 events that came by "
           "the log because the channel had lost them, %3 rooms resumed, %4 of them with a gap that was told.")
            .arg(groupedNumber(dups), groupedNumber(filled), groupedNumber(resumes), groupedNumber(gaps)));
    m_model->refresh(state.breaches);
}

} // namespace hubbub::ui
