// SPDX-License-Identifier: GPL-3.0-or-later
// Entries of context menus that say what kind they are.
#pragma once

#include "ui/common/icons.h"

class QAction;
class QMenu;

namespace hubbub::ui {

QAction *addAction(QMenu &menu, Glyph glyph, const QString &text);
/// In crit: it takes something away.
QAction *addDangerAction(QMenu &menu, Glyph glyph, const QString &text);

} // namespace hubbub::ui
