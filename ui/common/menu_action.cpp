// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/menu_action.h"

#include "ui/common/theme.h"

#include <QMenu>

namespace hubbub::ui {

QAction *addAction(QMenu &menu, Glyph glyph, const QString &text) { return menu.addAction(glyphIcon(glyph), text); }

QAction *addDangerAction(QMenu &menu, Glyph glyph, const QString &text)
{
    // The style is handed an entry's text and no more: a zero-width space before it is the mark.
    return menu.addAction(glyphIcon(glyph, tokens().crit), QChar(0x200B) + text);
}

} // namespace hubbub::ui
