// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rail.h"

#include "ui/common/metrics.h"
#include "ui/common/theme.h"
#include "ui/common/tool_tip.h"
#include "ui/rail_button.h"

#include <QPainter>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

class Rail::MeButton final : public QAbstractButton {
public:
    explicit MeButton(QWidget *parent)
        : QAbstractButton(parent)
    {
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    void setLook(const AvatarLook &look)
    {
        m_look = look;
        update();
    }
    [[nodiscard]] QSize sizeHint() const override { return { px(40), px(40) }; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const double side = px(36);
        AvatarLook look = m_look;
        look.behind = tokens().app;
        paintAvatar(painter, QRectF((width() - side) / 2, (height() - side) / 2, side, side), look);
    }

private:
    AvatarLook m_look;
};

Rail::Rail(QWidget *parent)
    : QWidget(parent)
    , m_me(new MeButton(this))
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"rail"_s);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_buttons = { new RailButton(Glyph::MessageCircle, tr("Chat"), this),
        new RailButton(Glyph::Activity, tr("Console"), this), new RailButton(Glyph::Boxes, tr("Cluster"), this),
        new RailButton(Glyph::Bell, tr("Inbox"), this), new RailButton(Glyph::Settings, tr("Settings"), this) };
    button(Page::Chat)->setObjectName(u"railChat"_s);
    button(Page::Console)->setObjectName(u"railConsole"_s);
    button(Page::Cluster)->setObjectName(u"railCluster"_s);
    button(Page::Inbox)->setObjectName(u"railInbox"_s);
    button(Page::Settings)->setObjectName(u"railSettings"_s);
    m_me->setObjectName(u"railMe"_s);
    m_column->addWidget(button(Page::Chat), 0, Qt::AlignHCenter);
    m_column->addWidget(button(Page::Console), 0, Qt::AlignHCenter);
    m_column->addWidget(button(Page::Cluster), 0, Qt::AlignHCenter);
    m_column->addWidget(button(Page::Inbox), 0, Qt::AlignHCenter);
    m_column->addStretch(1);
    m_column->addWidget(button(Page::Settings), 0, Qt::AlignHCenter);
    m_column->addWidget(m_me, 0, Qt::AlignHCenter);
    for (const Page page : { Page::Chat, Page::Console, Page::Cluster, Page::Inbox, Page::Settings })
        connect(button(page), &RailButton::clicked, this, [this, page] {
            Q_EMIT
            pageWanted(page);
        });
    connect(m_me, &MeButton::clicked, this, [this] {
        Q_EMIT
        meClicked(m_me->mapToGlobal(QPoint(m_me->width() + px(space::s), m_me->height())));
    });
    connect(&Theme::instance(), &Theme::changed, this, &Rail::adopt);
    setPage(Page::Chat);
    adopt();
}

void Rail::adopt()
{
    m_column->setContentsMargins(0, px(space::m), 1, px(10));
    m_column->setSpacing(px(space::xs));
    updateGeometry();
    update();
}

QSize Rail::sizeHint() const { return { px(72), px(400) }; }

void Rail::setPage(Page page) { button(page)->setChecked(true); }

void Rail::setShown(Page page, bool on) { button(page)->setVisible(on); }

void Rail::setUnread(Page page, qint64 count) { button(page)->setCount(count); }

void Rail::setMe(const AvatarLook &look, const QString &spoken)
{
    m_me->setLook(look);
    m_me->setToolTip(plainTip(spoken));
    m_me->setAccessibleName(spoken);
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().app);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), tokens().line);
}

} // namespace hubbub::ui
