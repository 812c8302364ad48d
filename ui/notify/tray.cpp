// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/notify/tray.h"

#include "core/base/clock.h"
#include "ui/common/fonts.h"
#include "ui/common/theme.h"
#include "ui/settings/settings.h"

#include <QApplication>
#include <QMenu>
#include <QPainter>
#include <QSystemTrayIcon>

#include <cmath>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int badgeMost = 99;

QPixmap trayPixmap(int side, qint64 unread, bool quiet)
{
    QPixmap out(side, side);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(quiet ? 0.55 : 1);
    QApplication::windowIcon().paint(&painter, out.rect());
    painter.setOpacity(1);
    if (unread <= 0)
        return out;
    // A desktop's panel may be light or dark: the badge has an edge of its own.
    const QString words = unread > badgeMost ? u"99+"_s : QString::number(unread);
    QFont face = typeface(Type::Caption, Weight::SemiBold);
    face.setPixelSize(std::max(8, side * 11 / 22));
    const QFontMetricsF metrics(face);
    const double tall = side * 0.6;
    const double wide = std::min<double>(side, std::max(tall, metrics.horizontalAdvance(words) + side * 0.2));
    const QRectF badge(side - wide, side - tall, wide, tall);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().crit);
    painter.drawRoundedRect(badge, tall / 2, tall / 2);
    painter.setPen(Qt::white);
    painter.setFont(face);
    painter.drawText(badge, Qt::AlignCenter, words);
    return out;
}

} // namespace

QIcon trayIcon(qint64 unread, bool quiet)
{
    QIcon out;
    for (const int side : { 22, 44 })
        out.addPixmap(trayPixmap(side, unread, quiet));
    return out;
}

Tray::Tray(Settings &settings, bool isThere, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_menu(std::make_unique<QMenu>())
{
    connect(m_menu->addAction(tr("Open Hubbub")), &QAction::triggered, this, &Tray::windowWanted);
    m_quiet = m_menu->addAction(tr("Do not disturb"));
    m_quiet->setCheckable(true);
    connect(m_quiet, &QAction::triggered, this,
        [this](bool on) { m_settings.setQuietUntil(on ? Settings::quietForGood : 0); });
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("Quit")), &QAction::triggered, this, &Tray::quitWanted);
    connect(&m_settings, &Settings::quietChanged, this, &Tray::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &Tray::refresh);
    if (isThere) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        m_icon->setContextMenu(m_menu.get());
        connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
            if (reason == QSystemTrayIcon::Trigger)
                Q_EMIT
            windowWanted();
        });
    }
    refresh();
    if (m_icon)
        m_icon->show();
}

Tray::~Tray() = default;

void Tray::setUnread(qint64 unread)
{
    m_unread = unread;
    refresh();
}

QString Tray::toolTip() const
{
    return m_unread > 0 ? tr("Hubbub: %1 unread").arg(m_unread) : QStringLiteral("Hubbub");
}

void Tray::refresh()
{
    const bool quiet = m_settings.isQuiet(systemClock().wall().count());
    m_quiet->setChecked(quiet);
    if (!m_icon)
        return;
    m_icon->setIcon(trayIcon(m_unread, quiet));
    m_icon->setToolTip(toolTip());
}

} // namespace hubbub::ui
