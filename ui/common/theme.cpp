// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/theme.h"

#include "ui/common/fonts.h"
#include "ui/common/style.h"
#include "ui/common/system_scheme.h"

#include <QApplication>
#include <QEvent>
#include <QPixmapCache>
#include <QPointer>
#include <QWidget>
#include <QWindow>

#include <algorithm>

namespace hubbub::ui {

Theme &Theme::instance()
{
    static QPointer<Theme> made;
    if (!made)
        made = new Theme(qApp);
    return *made;
}

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_tokens(&lightTokens())
    , m_system(new SystemScheme(this))
{
    connect(m_system, &SystemScheme::changed, this, &Theme::apply);
}

void Theme::install()
{
    if (m_installed)
        return;
    m_installed = true;
    m_platformIsDark = paletteIsDark(); // before ours covers it
    loadFonts();
    QApplication::setStyle(new Style); // owned by the application
    m_system->start();
    qApp->installEventFilter(this);
    apply();
}

void Theme::setChoice(Choice choice)
{
    if (m_choice == choice)
        return;
    m_choice = choice;
    apply();
}

void Theme::setZoom(double zoom)
{
    zoom = std::clamp(zoom, 0.8, 1.5);
    if (qFuzzyCompare(zoom, m_zoom))
        return;
    m_zoom = zoom;
    apply();
}

void Theme::setReducesMotion(bool on) { m_reducesMotion = on; }

bool Theme::wantsDark() const
{
    if (m_choice != Choice::System)
        return m_choice == Choice::Dark;
    return m_system->prefersDark().value_or(m_platformIsDark);
}

bool Theme::paletteIsDark() const { return QGuiApplication::palette().color(QPalette::Window).lightnessF() < 0.5; }

/// Qt tells of a palette by events posted to native windows: a frame later, and never to a widget that was not shown
/// yet. Told now, so that nothing is ever painted half in the old colours.
void Theme::tellAllWidgets()
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (QWindow *handle = window->windowHandle())
            QCoreApplication::removePostedEvents(handle, QEvent::ApplicationPaletteChange);
        QEvent change(QEvent::ApplicationPaletteChange);
        QCoreApplication::sendEvent(window, &change);
    }
}

void Theme::apply()
{
    m_tokens = wantsDark() ? &darkTokens() : &lightTokens();
    if (!m_installed)
        return;
    QApplication::setPalette(paletteOf(*m_tokens));
    tellAllWidgets();
    QApplication::setFont(typeface(Type::Base));
    QPixmapCache::clear();
    Q_EMIT
    changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // The platform's theme changed. Ours covers its palette, so take ours away for a moment to see it.
    if (event->type() == QEvent::ThemeChange && watched->isWindowType() && m_choice == Choice::System) {
        QGuiApplication::setPalette(QPalette());
        m_platformIsDark = paletteIsDark();
        apply();
    }
    return false;
}

QPalette Theme::paletteOf(const Tokens &t)
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor &colour, const QColor &disabled) {
        p.setColor(QPalette::All, role, colour);
        p.setColor(QPalette::Disabled, role, disabled);
    };
    const QColor dim = mixed(t.surface, t.faint, 0.65);
    set(QPalette::Window, t.app, t.app);
    set(QPalette::WindowText, t.text, dim);
    set(QPalette::Base, t.surface, t.surface);
    set(QPalette::AlternateBase, t.app, t.app);
    set(QPalette::Text, t.text, dim);
    set(QPalette::PlaceholderText, t.faint, dim);
    set(QPalette::Button, t.surface, t.surface);
    set(QPalette::ButtonText, t.text, dim);
    set(QPalette::BrightText, t.crit, dim);
    set(QPalette::Highlight, t.selection, t.raised);
    set(QPalette::HighlightedText, t.text, dim);
    set(QPalette::Link, t.accent, dim);
    set(QPalette::LinkVisited, t.accent, dim);
    set(QPalette::ToolTipBase, t.raised, t.raised);
    set(QPalette::ToolTipText, t.text, dim);
    set(QPalette::Light, t.surface, t.surface);
    set(QPalette::Midlight, t.raised, t.raised);
    set(QPalette::Mid, t.outline, t.outline);
    set(QPalette::Dark, t.outline, t.outline);
    set(QPalette::Shadow, t.line, t.line);
    return p;
}

} // namespace hubbub::ui
