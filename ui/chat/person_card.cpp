// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/person_card.h"

#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::Person;
using protocol::Presence;
using protocol::Role;

namespace {

constexpr int cardShadow = 8; ///< around the box
constexpr int cardAvatar = 56;
constexpr qsizetype longestStatus = 160;

QString roleWords(Role role)
{
    switch (role) {
    case Role::Owner:
        return PersonCard::tr("owner");
    case Role::Moderator:
        return PersonCard::tr("moderator");
    default:
        return {};
    }
}

QString stateWords(const Person &person, const QDateTime &now)
{
    switch (person.state) {
    case Presence::Online:
        return PersonCard::tr("Here");
    case Presence::Away:
        return PersonCard::tr("Away");
    case Presence::Busy:
        return PersonCard::tr("Busy");
    case Presence::Offline:
        break;
    }
    const QString ago = agoWords(person.lastSeen, now);
    return ago.isEmpty() ? PersonCard::tr("Offline") : PersonCard::tr("Last seen %1").arg(ago);
}

} // namespace

PersonCard::PersonCard(QWidget *window)
    : QWidget(window)
    , m_name(new Label({}, Type::Lead, Label::Ink::Text, Weight::SemiBold, this))
    , m_account(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_state(new Label({}, Type::Base, Label::Ink::Secondary, Weight::Regular, this))
    , m_status(new Label({}, Type::Base, Label::Ink::Text, Weight::Regular, this))
    , m_message(new Button(tr("Message"), Button::Kind::Secondary, this))
    , m_more(new IconButton(Glyph::Ellipsis, tr("More"), this))
{
    build();
    qApp->installEventFilter(this);
}

void PersonCard::build()
{
    setObjectName(u"personCard"_s);
    setAccessibleName(tr("Person"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_name->setObjectName(u"personCardName"_s);
    m_state->setObjectName(u"personCardState"_s);
    m_status->setObjectName(u"personCardStatus"_s);
    m_status->setFit(Label::Fit::Wrap);
    m_message->setObjectName(u"personCardMessage"_s);
    m_message->setGlyph(Glyph::MessageCircle);
    m_more->setObjectName(u"personCardMore"_s);
    auto *names = new QVBoxLayout;
    names->setSpacing(px(2));
    names->addStretch(1);
    names->addWidget(m_name);
    names->addWidget(m_account);
    names->addWidget(m_state);
    names->addStretch(1);
    auto *head = new QHBoxLayout;
    head->setSpacing(px(space::m));
    head->addSpacing(px(cardAvatar) + px(space::m)); // the disc, painted, since its dot stands out
    head->addLayout(names, 1);
    auto *feet = new QHBoxLayout;
    feet->setSpacing(px(space::s));
    feet->addWidget(m_message, 1);
    feet->addWidget(m_more);
    auto *column = new QVBoxLayout(this);
    const int edge = px(cardShadow) + px(space::l);
    column->setContentsMargins(edge, edge, edge, edge);
    column->setSpacing(px(space::m));
    column->addLayout(head);
    column->addWidget(m_status);
    column->addLayout(feet);
    connect(m_message, &Button::clicked, this, [this] {
        const UserId user = m_person.user;
        close();
        Q_EMIT
        messageWanted(user);
    });
    connect(m_more, &IconButton::clicked, this, [this] {
        const Person person = m_person;
        const QPoint at = m_more->mapToGlobal(QPoint(0, m_more->height()));
        close();
        Q_EMIT
        menuWanted(person, at);
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void PersonCard::setPerson(const Person &person, bool member, bool known, const QDateTime &now)
{
    m_person = person;
    const QString name = personName(person.display, person.user);
    const QString role = roleWords(person.role);
    const bool away = !known || !member || person.state == Presence::Offline;
    m_look = { person.user.bytes(), name, known && member ? std::optional(person.state) : std::nullopt, {}, away };
    update();
    m_name->setText(name);
    m_account->setText(u'@' + person.user.text() + (role.isEmpty() ? QString() : u" · "_s + role));
    m_state->setText(!member                             ? tr("Not in this room any more")
            : known || person.state == Presence::Offline ? stateWords(person, now)
                                                         : tr("Not known just now"));
    const QString status = away ? QString() : guardedLine(person.text, longestStatus);
    m_status->setText(status);
    m_status->setVisible(!status.isEmpty());
    m_message->setVisible(!person.me);
    m_more->setVisible(!person.me && member);
}

void PersonCard::openBeside(const QRect &place, bool focus)
{
    const QRect within = parentWidget()->rect();
    const int edge = px(cardShadow);
    const int width = qMin(px(designWidth), within.width()) + 2 * edge;
    setFixedWidth(width);
    layout()->activate();
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
    const QRect beside(parentWidget()->mapFromGlobal(place.topLeft()), place.size());
    // At the right of it where there is room, else at the left.
    int left = beside.right() + 1 + px(space::xs) - edge;
    if (left + width - edge > within.right())
        left = beside.left() - px(space::xs) - width + edge;
    const int top = qBound(
        within.top() + px(space::xs) - edge, beside.top() - edge - px(space::s), within.bottom() - height + edge);
    setGeometry(qBound(within.left() - edge, left, within.right() - width + edge), top, width, height);
    show();
    raise();
    if (focus)
        (m_message->isHidden() ? static_cast<QWidget *>(this) : m_message)->setFocus(Qt::PopupFocusReason);
}

void PersonCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

bool PersonCard::eventFilter(QObject *watched, QEvent *event)
{
    const auto *widget = qobject_cast<QWidget *>(watched);
    if (!isVisible() || widget == nullptr || widget->window() != window())
        return false;
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        if (widget != this && !isAncestorOf(widget))
            close();
        return false;
    case QEvent::KeyPress: // also where the focus is elsewhere
        if (static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
            return false;
        close();
        return true;
    case QEvent::Resize:
    case QEvent::WindowDeactivate:
        if (widget == window())
            close();
        return false;
    default:
        return false;
    }
}

void PersonCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int edge = px(cardShadow);
    const QRectF box = rect().adjusted(edge, edge, -edge, -edge);
    for (int i = edge; i > 0; --i) {
        QColor shade = tokens().shadow;
        shade.setAlphaF(shade.alphaF() * 0.22F);
        paintBox(painter, box.adjusted(1 - i, 2 - i, i - 1, i), px(radius::l) + i, shade);
    }
    paintBox(painter, box, px(radius::l), tokens().surface, tokens().outline);
    const double inner = edge + px(space::l);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAvatar(painter, QRectF(inner, inner, px(cardAvatar), px(cardAvatar)), m_look);
}

} // namespace hubbub::ui
