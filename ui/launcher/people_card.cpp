// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/people_card.h"

#include "ui/common/button.h"
#include "ui/common/fonts.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QVBoxLayout>

#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using cluster::SimulatedPeople;

namespace {

constexpr int peopleHead = 40;
constexpr std::array<int, 3> crowds { 20, 100, 500 };
constexpr std::array<double, 3> messagesEach { 0.05, 0.2, 0.5 }; // a second

} // namespace

PeopleCard::PeopleCard(QWidget *parent)
    : QWidget(parent)
    , m_many(new Segments(tr("How many"), { u"20"_s, u"100"_s, u"500"_s }, this))
    , m_talk(new Segments(tr("How talkative"), { tr("Quiet"), tr("Lively"), tr("Loud") }, this))
    , m_go(new Button(tr("Let them in"), Button::Kind::Secondary, this))
    , m_words(new Label({}, Type::Small, Label::Ink::Secondary))
{
    setObjectName(u"peopleCard"_s);
    setAccessibleName(tr("Simulated people"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_many->setObjectName(u"crowdSize"_s);
    m_talk->setObjectName(u"crowdTalk"_s);
    m_go->setObjectName(u"crowdGo"_s);
    m_many->setChosen(1);
    m_talk->setChosen(1);
    m_words->setFit(Label::Fit::Wrap);
    m_go->setGlyph(Glyph::Users);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_many, 0, Qt::AlignLeft);
    column->addWidget(m_talk, 0, Qt::AlignLeft);
    column->addWidget(m_words);
    column->addWidget(m_go, 0, Qt::AlignLeft);
    connect(m_go, &Button::clicked, this, [this] {
        if (m_running)
            Q_EMIT
        stopWanted();
        else Q_EMIT
        startWanted(chosen());
    });
    // Another choice while they are there is another crowd.
    for (Segments *segments : { m_many, m_talk }) {
        connect(segments, &Segments::choiceMade, this, [this] {
            if (m_running)
                Q_EMIT
            startWanted(chosen());
        });
    }
    connect(&Theme::instance(), &Theme::changed, this, &PeopleCard::adopt);
    adopt();
    show(false, false, {});
}

SimulatedPeople::Crowd PeopleCard::chosen() const
{
    const int people = crowds.at(static_cast<size_t>(m_many->chosen()));
    return { people, people * messagesEach.at(static_cast<size_t>(m_talk->chosen())) };
}

void PeopleCard::show(bool running, bool possible, const QString &words)
{
    m_running = running;
    m_go->setText(running ? tr("Send them home") : tr("Let them in"));
    m_go->setEnabled(running || possible);
    m_words->setText(words.isEmpty() ? tr("They chat in rooms of their own.") : words);
}

void PeopleCard::adopt()
{
    layout()->setContentsMargins(px(14), px(peopleHead), px(14), px(14));
    layout()->setSpacing(px(space::s));
    update();
}

void PeopleCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    paintBox(painter, rect(), px(radius::l), t.surface, t.line);
    paintLine(painter, QRectF(px(15), 0, width() - px(30), px(peopleHead)),
        static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), tr("Simulated people"),
        typeface(Type::Base, Weight::SemiBold), t.text);
}

} // namespace hubbub::ui
