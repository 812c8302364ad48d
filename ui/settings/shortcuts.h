// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of the program, in one table: the window makes its shortcuts from it, and people read it.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

namespace hubbub::ui {

/// What the window does wherever the focus is.
enum class WindowKey : quint8 {
    Chat,
    Console,
    Cluster,
    Inbox,
    Settings,
    Switcher,
    NextUnread,
    Find,
    Search,
    Shortcuts,
};
inline constexpr int windowKeys = 10;

/// Any one of them does it.
[[nodiscard]] QList<QKeySequence> keysOf(WindowKey key);

struct ShortcutLine {
    QString what; ///< a sentence without its end
    QList<QKeySequence> keys; ///< any one of them
};
struct ShortcutPlace {
    QString name;
    QList<ShortcutLine> lines;
};
/// All keys of the program by place, the window's first. `sendsByCtrl`: Ctrl+Enter sends, Enter makes a new line.
[[nodiscard]] QList<ShortcutPlace> shortcutPlaces(bool sendsByCtrl);
/// As people read them: "Ctrl+/ or F1".
[[nodiscard]] QString keyWords(const QList<QKeySequence> &keys);

} // namespace hubbub::ui
