// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/first_screen.h"

#include "ui/common/metrics.h"
#include "ui/common/overlay_bar.h"
#include "ui/common/theme.h"
#include "ui/launcher/desk_cluster_card.h"
#include "ui/launcher/desk_shape_form.h"
#include "ui/launcher/sign_in_card.h"

#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int cardWidth = 380;
constexpr int cardHeight = 410;

} // namespace

FirstScreen::FirstScreen(QWidget *parent)
    : QWidget(parent)
    , m_signIn(new SignInCard)
    , m_cluster(new DeskClusterCard)
    , m_cards(new QBoxLayout(QBoxLayout::LeftToRight))
{
    setObjectName(u"firstScreen"_s);
    auto *middle = new QWidget;
    m_cards->addStretch(1);
    m_cards->addWidget(m_signIn);
    m_cards->addWidget(m_cluster);
    m_cards->addStretch(1);
    auto *column = new QVBoxLayout(middle);
    column->addStretch(1);
    column->addLayout(m_cards);
    column->addStretch(1);
    // A small window scrolls rather than squeezes.
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    new OverlayBar(scroll);
    scroll->setWidget(middle);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);

    connect(m_signIn, &SignInCard::signInWanted, this, [this](const SignInInput &input) {
        m_creating = input.create;
        if (const auto how = signInOf(input))
            Q_EMIT
        signInWanted(*how);
    });
    connect(m_cluster, &DeskClusterCard::startWanted, this, &FirstScreen::localClusterWanted);
    connect(m_cluster, &DeskClusterCard::adoptWanted, this, &FirstScreen::adoptWanted);
    connect(m_cluster, &DeskClusterCard::lookAgainWanted, this, &FirstScreen::lookAgainWanted);
    connect(&Theme::instance(), &Theme::changed, this, &FirstScreen::adopt);
    adopt();
}

void FirstScreen::adopt()
{
    m_cards->setSpacing(px(space::xl));
    for (QWidget *card : { static_cast<QWidget *>(m_signIn), static_cast<QWidget *>(m_cluster) }) {
        card->setFixedWidth(px(cardWidth));
        card->setMinimumHeight(px(cardHeight));
    }
    update();
}

void FirstScreen::resizeEvent(QResizeEvent *)
{
    const bool wide = width() >= px(2 * cardWidth + 3 * space::xl);
    m_cards->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    for (QWidget *card : { static_cast<QWidget *>(m_signIn), static_cast<QWidget *>(m_cluster) })
        m_cards->setAlignment(card, wide ? Qt::Alignment() : Qt::AlignHCenter);
}

void FirstScreen::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().app);
}

void FirstScreen::prefill(const QString &server, const QString &name) { m_signIn->prefill(server, name); }

void FirstScreen::showSigningIn(const client::LinkView &link)
{
    m_signIn->setBusy(true, link.phase == client::Phase::Greeting ? tr("Signing in…") : tr("Connecting…"));
}

void FirstScreen::showSignInProblem(const Error &error, const client::LinkView &link)
{
    m_signIn->setBusy(false);
    m_signIn->clearProblems();
    m_signIn->setProblem(signInProblem(error, link, m_creating));
    m_signIn->focusFirst();
}

void FirstScreen::showIdle()
{
    m_signIn->setBusy(false);
    m_signIn->clearProblems();
}

void FirstScreen::setClusterFindings(const cluster::Findings &findings) { m_cluster->setFindings(findings); }

void FirstScreen::setLeftovers(cluster::Leftovers *leftovers) { m_cluster->setLeftovers(leftovers); }

void FirstScreen::setShape(const cluster::Shape &shape) { m_cluster->form().setShape(shape); }

void FirstScreen::showClusterProgress(const QList<cluster::ProcessView> &processes, const QString &word)
{
    m_cluster->showProgress(processes, word);
}

void FirstScreen::showClusterIdle(const QString &problem) { m_cluster->showIdle(problem); }

void FirstScreen::focusFirst() { m_signIn->focusFirst(); }

} // namespace hubbub::ui
