// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/shortcuts.h"

#include <QCoreApplication>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

QString windowKeyWords(WindowKey key)
{
    switch (key) {
    case WindowKey::Chat:
        return QCoreApplication::translate("Shortcuts", "Go to the chat");
    case WindowKey::Console:
        return QCoreApplication::translate("Shortcuts", "Go to the console");
    case WindowKey::Cluster:
        return QCoreApplication::translate("Shortcuts", "Go to the cluster on this computer");
    case WindowKey::Inbox:
        return QCoreApplication::translate("Shortcuts", "Go to the inbox");
    case WindowKey::Settings:
        return QCoreApplication::translate("Shortcuts", "Go to the settings");
    case WindowKey::Switcher:
        return QCoreApplication::translate("Shortcuts", "Jump to a room or a person");
    case WindowKey::NextUnread:
        return QCoreApplication::translate("Shortcuts", "Go to the next unread room");
    case WindowKey::Find:
        return QCoreApplication::translate("Shortcuts", "Find a text in the open room");
    case WindowKey::Search:
        return QCoreApplication::translate("Shortcuts", "Search all messages on this computer");
    case WindowKey::Shortcuts:
        return QCoreApplication::translate("Shortcuts", "Show all keys");
    }
    return {};
}

ShortcutLine keyLine(const QString &what, const QList<QKeySequence> &keys) { return { what, keys }; }

ShortcutPlace windowPlace()
{
    ShortcutPlace place { QCoreApplication::translate("Shortcuts", "Everywhere"), {} };
    for (int i = 0; i < windowKeys; ++i) {
        const auto key = static_cast<WindowKey>(i);
        place.lines.append(keyLine(windowKeyWords(key), keysOf(key)));
    }
    return place;
}

ShortcutPlace writingPlace(bool sendsByCtrl)
{
    // Return does the same; people know the key as Enter.
    const QKeySequence plain(Qt::Key_Enter);
    const QKeySequence shift(Qt::SHIFT | Qt::Key_Enter);
    const QKeySequence ctrl(Qt::CTRL | Qt::Key_Enter);
    const QList<QKeySequence> sends = sendsByCtrl ? QList { ctrl } : QList { plain, ctrl };
    const QList<QKeySequence> breaks = sendsByCtrl ? QList { plain, shift } : QList { shift };
    return { QCoreApplication::translate("Shortcuts", "While writing a message"),
        { keyLine(QCoreApplication::translate("Shortcuts", "Send the message"), sends),
            keyLine(QCoreApplication::translate("Shortcuts", "Begin a new line"), breaks),
            keyLine(QCoreApplication::translate("Shortcuts", "Edit your last message, where nothing is written yet"),
                { Qt::Key_Up }),
            keyLine(QCoreApplication::translate("Shortcuts", "Leave an edit or a reply"), { Qt::Key_Escape }),
            keyLine(QCoreApplication::translate("Shortcuts", "Name a person"), { Qt::Key_At }),
            keyLine(QCoreApplication::translate("Shortcuts", "Write an emoji by its name"), { Qt::Key_Colon }) } };
}

ShortcutPlace messagesPlace()
{
    return { QCoreApplication::translate("Shortcuts", "In the messages of a room"),
        { keyLine(QCoreApplication::translate("Shortcuts", "A page up or down"), { Qt::Key_PageUp, Qt::Key_PageDown }),
            keyLine(QCoreApplication::translate("Shortcuts", "A little up or down"), { Qt::Key_Up, Qt::Key_Down }),
            keyLine(QCoreApplication::translate("Shortcuts", "To the first or the last message"),
                { Qt::Key_Home, Qt::Key_End }),
            keyLine(QCoreApplication::translate("Shortcuts", "Copy what is selected"),
                { QKeySequence(QKeySequence::Copy) }),
            keyLine(QCoreApplication::translate("Shortcuts", "Select nothing"), { Qt::Key_Escape }) } };
}

ShortcutPlace elsewherePlace()
{
    return { QCoreApplication::translate("Shortcuts", "In lists, sheets and logs"),
        { keyLine(QCoreApplication::translate("Shortcuts", "Choose in a list"), { Qt::Key_Up, Qt::Key_Down }),
            keyLine(QCoreApplication::translate("Shortcuts", "Take what is chosen"), { Qt::Key_Enter }),
            keyLine(
                QCoreApplication::translate("Shortcuts", "Close a sheet or what is looked for"), { Qt::Key_Escape }),
            keyLine(QCoreApplication::translate("Shortcuts", "To the top or the end of a log"),
                { Qt::Key_Home, Qt::Key_End }),
            keyLine(QCoreApplication::translate("Shortcuts", "Select a whole log"),
                { QKeySequence(QKeySequence::SelectAll) }) } };
}

} // namespace

QList<QKeySequence> keysOf(WindowKey key)
{
    switch (key) {
    case WindowKey::Chat:
        return { QKeySequence(u"Ctrl+1"_s) };
    case WindowKey::Console:
        return { QKeySequence(u"Ctrl+2"_s) };
    case WindowKey::Cluster:
        return { QKeySequence(u"Ctrl+3"_s) };
    case WindowKey::Inbox:
        return { QKeySequence(u"Ctrl+4"_s) };
    case WindowKey::Settings:
        return { QKeySequence(u"Ctrl+,"_s) };
    case WindowKey::Switcher:
        return { QKeySequence(u"Ctrl+K"_s) };
    case WindowKey::NextUnread:
        return { QKeySequence(u"Alt+Shift+Down"_s) };
    case WindowKey::Find:
        return { QKeySequence(QKeySequence::Find) };
    case WindowKey::Search:
        return { QKeySequence(u"Ctrl+Shift+F"_s) };
    case WindowKey::Shortcuts:
        return { QKeySequence(u"Ctrl+/"_s), QKeySequence(Qt::Key_F1) };
    }
    return {};
}

QList<ShortcutPlace> shortcutPlaces(bool sendsByCtrl)
{
    return { windowPlace(), writingPlace(sendsByCtrl), messagesPlace(), elsewherePlace() };
}

QString keyWords(const QList<QKeySequence> &keys)
{
    QStringList all;
    for (const QKeySequence &key : keys)
        all.append(key.toString(QKeySequence::NativeText));
    return all.join(QCoreApplication::translate("Shortcuts", " or ", "between two keys"));
}

} // namespace hubbub::ui
