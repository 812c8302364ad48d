// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/connection_sheet.h"

#include "core/client/chat_client.h"
#include "ui/chat/link_words.h"
#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/common/tr.h"

#include <QDateTime>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using client::LineTrouble;
using client::LinkStory;

namespace {

constexpr int mostTold = 6; ///< connections
constexpr int tripsTall = 56;

/// In the order of the choices.
const std::array<LineTrouble, 4> &troubles()
{
    static const std::array<LineTrouble, 4> all { LineTrouble {}, LineTrouble { 400ms, 0, false },
        LineTrouble { 800ms, 4'000, false }, LineTrouble { 0ms, 0, true } };
    return all;
}

QString clockTime(qint64 ms) { return QDateTime::fromMSecsSinceEpoch(ms).toString(u"HH:mm:ss"_s); }

QString placeOf(const LinkStory::Visit &visit)
{
    return visit.node.isEmpty() ? hostWords(visit.url) : visit.node.text();
}

} // namespace

QString visitSentence(const LinkStory::Visit &visit)
{
    QString out = visit.until == 0
        ? tr("On %1 since %2.").arg(placeOf(visit), clockTime(visit.from))
        : tr("On %1 from %2 to %3: %4.")
              .arg(placeOf(visit), clockTime(visit.from), clockTime(visit.until), lostClause(visit.reason));
    if (visit.recovered > 0)
        out +=
            u' ' + tr("Recovered %1 messages in %2.").arg(groupedNumber(visit.recovered), countdownWords(visit.took));
    else if (visit.recovered == 0)
        out += u' ' + tr("Nothing was missed.");
    return out;
}

/// The round trips of the last while, oldest at the left.
class ConnectionSheet::Trips final : public QWidget {
public:
    explicit Trips(QWidget *parent)
        : QWidget(parent)
    {
        setObjectName(u"roundTrips"_s);
        setFixedHeight(px(tripsTall));
    }
    void setTrips(const std::deque<LinkStory::Trip> &trips)
    {
        m_trips = trips;
        setAccessibleName(trips.empty()
                ? ConnectionSheet::tr("No round trip was measured yet")
                : ConnectionSheet::tr("Round trip %1, at most %2").arg(words(trips.back().time), words(most())));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Tokens &t = tokens();
        paintBox(painter, QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(radius::m), t.app, t.line);
        const QRectF inner = QRectF(rect()).adjusted(px(12), px(8), -px(12), -px(8));
        if (m_trips.empty()) {
            paintLine(painter, inner, Qt::AlignCenter, accessibleName(), typeface(Type::Small), t.secondary);
            return;
        }
        const double label = px(110);
        const double top = std::max<double>(10, static_cast<double>(most().count()) * 1.15);
        const double wide = inner.width() - label;
        const double step = wide / static_cast<double>(std::max<size_t>(1, LinkStory::mostTrips - 1));
        double x = inner.left() + wide - step * static_cast<double>(m_trips.size() - 1);
        QPainterPath path;
        for (const LinkStory::Trip &trip : m_trips) {
            const QPointF at(x, inner.bottom() - inner.height() * static_cast<double>(trip.time.count()) / top);
            if (path.isEmpty())
                path.moveTo(at);
            else
                path.lineTo(at);
            x += step;
        }
        painter.setPen(QPen(t.accent, 1.5));
        painter.drawPath(path);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        painter.drawEllipse(path.currentPosition(), px(3), px(3));
        const QRectF words(inner.right() - label + px(14), inner.top(), label - px(14), inner.height() / 2);
        paintLine(painter, words, Qt::AlignLeft | Qt::AlignVCenter, this->words(m_trips.back().time),
            typeface(Type::Base, Weight::SemiBold), t.text);
        paintLine(painter, words.translated(0, inner.height() / 2), Qt::AlignLeft | Qt::AlignVCenter,
            ConnectionSheet::tr("at most %1").arg(this->words(most())), typeface(Type::Small), t.secondary);
    }

private:
    [[nodiscard]] std::chrono::milliseconds most() const
    {
        std::chrono::milliseconds out {};
        for (const LinkStory::Trip &trip : m_trips)
            out = std::max(out, trip.time);
        return out;
    }
    [[nodiscard]] static QString words(std::chrono::milliseconds time)
    {
        return time < 1s ? ConnectionSheet::tr("%1 ms").arg(time.count()) : countdownWords(time);
    }
    std::deque<LinkStory::Trip> m_trips;
};

ConnectionSheet::ConnectionSheet(client::ChatClient &client, QWidget *window)
    : Sheet(window, tr("Connection"), 520)
    , m_client(client)
    , m_state(new Label({}, Type::Base, Label::Ink::Secondary, Weight::Regular, card()))
    , m_trips(new Trips(card()))
    , m_visits(new QVBoxLayout)
    , m_trouble(
          new Segments(tr("Simulate a bad network"), { tr("Off"), tr("Far away"), tr("Thin"), tr("Silent") }, card()))
    , m_cut(new Button(tr("Cut now"), Button::Kind::Secondary, card()))
    , m_now(new Button(tr("Try now"), Button::Kind::Secondary, card()))
    , m_close(new Button(tr("Close"), Button::Kind::Primary, card()))
{
    setObjectName(u"connectionSheet"_s);
    m_trouble->setObjectName(u"badNetwork"_s);
    m_cut->setObjectName(u"cutNow"_s);
    m_now->setObjectName(u"tryNow"_s);
    m_close->setObjectName(u"closeConnection"_s);
    m_state->setFit(Label::Fit::Wrap);
    column()->addWidget(new Label(tr("Connection"), Type::Title, Label::Ink::Text, Weight::SemiBold, card()));
    column()->addWidget(m_state);
    column()->addWidget(m_trips);
    column()->addSpacing(px(space::s));
    column()->addWidget(new Label(tr("The last connections"), Type::Base, Label::Ink::Text, Weight::SemiBold, card()));
    m_visits->setSpacing(px(space::xs));
    column()->addLayout(m_visits);
    column()->addSpacing(px(space::s));
    column()->addWidget(
        new Label(tr("Simulate a bad network"), Type::Base, Label::Ink::Text, Weight::SemiBold, card()));
    auto *meaning =
        new Label(tr("To see what Hubbub makes of it. Far away: 0.4 s each way. Thin: 0.8 s and 4 kB/s. Silent: "
                     "nothing comes through, and nobody says so. It ends with this program."),
            Type::Small, Label::Ink::Secondary, Weight::Regular, card());
    meaning->setFit(Label::Fit::Wrap);
    column()->addWidget(meaning);
    auto *row = new QHBoxLayout;
    row->addWidget(m_trouble);
    row->addStretch(1);
    row->addWidget(m_cut);
    column()->addLayout(row);
    column()->addSpacing(px(space::s));
    auto *feet = new QHBoxLayout;
    feet->addStretch(1);
    feet->addWidget(m_now);
    feet->addWidget(m_close);
    column()->addLayout(feet);
    const auto &all = troubles();
    m_trouble->setChosen(static_cast<int>(std::find(all.begin(), all.end(), client.lineTrouble()) - all.begin())
        % static_cast<int>(all.size()));
    connect(m_trouble, &Segments::choiceMade, this, &ConnectionSheet::choose);
    connect(m_cut, &Button::clicked, this, [this] { m_client.cutLine(); });
    connect(m_now, &Button::clicked, this, [this] { m_client.retryNow(); });
    connect(m_close, &Button::clicked, this, &ConnectionSheet::dismiss);
    connect(&client, &client::ChatClient::linkChanged, this, &ConnectionSheet::refresh);
    connect(&client, &client::ChatClient::recovered, this, &ConnectionSheet::refresh);
    refresh();
}

void ConnectionSheet::present() { open(m_close); }

void ConnectionSheet::choose(int trouble) { m_client.setLineTrouble(troubles().at(static_cast<size_t>(trouble))); }

void ConnectionSheet::refresh()
{
    const client::LinkView &link = m_client.link();
    const ChipWords words = chipWords(link);
    m_state->setText(words.spoken);
    m_trips->setTrips(m_client.story().trips());
    m_cut->setEnabled(link.phase == client::Phase::Online);
    m_now->setVisible(link.phase == client::Phase::Waiting);
    QStringList told;
    const auto &visits = m_client.story().visits();
    for (auto it = visits.rbegin(); it != visits.rend() && told.size() < mostTold; ++it)
        told.append(visitSentence(*it));
    if (told.isEmpty())
        told.append(tr("None yet."));
    if (told == m_told)
        return;
    m_told = told;
    while (QLayoutItem *item = m_visits->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString &sentence : told) {
        auto *label = new Label(sentence, Type::Small, Label::Ink::Secondary, Weight::Regular, card());
        label->setFit(Label::Fit::Wrap);
        label->setObjectName(u"visit"_s);
        m_visits->addWidget(label);
        label->show();
    }
}

} // namespace hubbub::ui
