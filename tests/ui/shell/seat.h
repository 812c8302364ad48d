// SPDX-License-Identifier: GPL-3.0-or-later
// Mara's place in a window, in a room with others: what tests of whole flows do and look at.
#pragma once

#include "tests/ui/shell/scene.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/chat/room_talk.h"

#include <QPlainTextEdit>
#include <QTest>

#include <array>

namespace hubbub::testing {

/// Shown, signed in and in a room that was talked in for a while.
struct Seat {
    Scene scene;
    ui::RoomTalk *talk = nullptr;
    const RoomId room = Scene::opsNight;

    explicit Seat(int earlier = 0)
    {
        const std::array others { Scene::ines, Scene::tomas, Scene::jon };
        for (int i = 0; i < earlier; ++i)
            say(others[static_cast<size_t>(i) % others.size()],
                QStringLiteral("Line %1. ").arg(i).repeated(1 + i % 17));
    }

    [[nodiscard]] bool enter()
    {
        scene.window->show();
        scene.window->activateWindow();
        if (!scene.signIn() || !QTest::qWaitFor([this] { return scene.client->room(room) != nullptr; }))
            return false;
        scene.window->chat().openRoom(room);
        talk = scene.window->chat().findChild<ui::RoomTalk *>();
        return QTest::qWaitFor([this] { return feed().count() >= 6; });
    }

    void say(const UserId &who, const QString &text) { scene.node.cluster().say(room, who, text); }
    [[nodiscard]] QPlainTextEdit *field() const { return talk->composer().findChild<QPlainTextEdit *>(); }
    void type(const QString &text)
    {
        field()->setFocus();
        QTest::keyClicks(field(), text);
        QTest::keyClick(field(), Qt::Key_Return);
    }

    [[nodiscard]] client::RoomFeed &feed() const { return *scene.client->feed(room); }
    [[nodiscard]] ui::TimelineView &view() const { return talk->timeline(); }
    [[nodiscard]] const client::TimelineItem &last() const { return feed().at(feed().count() - 1); }
    [[nodiscard]] QList<QString> stored(qsizetype many) const
    {
        QList<QString> texts;
        const auto &log = const_cast<Scene &>(scene).node.cluster().find(room)->log;
        for (size_t i = log.size() - qMin(log.size(), static_cast<size_t>(many)); i < log.size(); ++i)
            texts.append(log[i].text);
        return texts;
    }
    /// The mark beside the time of the newest row, as it is painted.
    [[nodiscard]] std::optional<ui::Glyph> mark() const { return view().layoutAt(feed().count() - 1).state; }
    /// Where the message stands on screen; -1 where it is out of sight.
    [[nodiscard]] int bottomOf(const Mid &mid) const
    {
        const QRect row = view().rowRect(feed().indexOf(mid));
        return row.isEmpty() ? -1 : row.bottom();
    }
    [[nodiscard]] Mid watched() const { return feed().at(view().hitAt({ 300, 250 }).row).mid; }
};

} // namespace hubbub::testing
