// SPDX-License-Identifier: GPL-3.0-or-later
// One room's conversation: its timeline above its composer, joined to the client.
#pragma once

#include "core/client/chat_client.h"
#include "ui/chat/timeline_search.h"
#include "ui/chat/timeline_view.h"

#include <QDate>
#include <QHash>
#include <QWidget>

#include <memory>

namespace hubbub::ui {

class Composer;
class FindBar;

class RoomTalk final : public QWidget {
    Q_OBJECT
public:
    explicit RoomTalk(client::ChatClient &client, QWidget *parent = nullptr);
    ~RoomTalk() override;

    /// Empty: none. Keeps where the old one was scrolled to, and its half-written message.
    void setRoom(const RoomId &room);
    /// Title, topic, who types: the room's summary changed.
    void refreshRoom();
    void setSendsByCtrl(bool on);
    void focusComposer();
    void openFind(); ///< a text in this room
    /// Brings that message into sight, and reads further back for it where it is not in memory.
    void showMessage(qint64 seq);
    /// The first message of that day, or what came next; reads back for it as far as there is anything.
    void showDay(const QDate &day);
    /// Asks for a day, beginning with that one or, where it is invalid, with what is in sight.
    void openCalendar(const QDate &day);
    void markAllRead();
    void note(const QString &words); ///< below the newest message: something was done
    /// What is being written: a draft, or a changed edit.
    [[nodiscard]] QString written() const;

    [[nodiscard]] TimelineView &timeline() { return *m_timeline; }
    [[nodiscard]] Composer &composer() { return *m_composer; }

    /// Those of the room's people whom the text names by "@user".
    [[nodiscard]] static QList<UserId> mentionsIn(const QString &text, const QList<client::Person> &people);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void wire();
    void send(const QString &text, std::optional<qint64> replyTo);
    [[nodiscard]] QStringList typingNames(const client::RoomSummary &room) const;
    void replyTo(const client::TimelineItem &item);
    void beginEdit(const client::TimelineItem &item);
    void editLast();
    void edit(const Mid &mid, const QString &text);
    void confirmRemoval(const client::TimelineItem &item);
    void react(const client::TimelineItem &item, const QString &emoji, bool on);
    void offerEmoji(const client::TimelineItem &item, const QPoint &at);
    void showProblem(const QString &sentence);
    void keepEdit();
    void giveUpEdit();
    void takeUpEdit(const RoomId &room);
    void watchEdits(int first, int count);
    [[nodiscard]] QString nameOf(const UserId &user) const;
    void showRecovered(const client::Recovered &what);
    void reachBack();
    void reachDay();
    void onFetched(bool ok);

    client::ChatClient &m_client;
    RoomId m_room;
    std::unique_ptr<TimelineSource> m_source;
    TimelineSearch m_search;
    FindBar *m_find;
    TimelineView *m_timeline;
    Composer *m_composer;
    struct Kept {
        TimelineView::Place place;
        std::optional<qint64> replyTo;
    };
    QHash<RoomId, Kept> m_kept;
    QDate m_wantedDay; ///< the same; invalid: none
    qint64 m_wanted = 0; ///< seq of the message that is being reached for; 0: none
    struct KeptEdit {
        Mid mid;
        QString text;
    };
    QHash<RoomId, KeptEdit> m_edits; ///< half-done ones of rooms that are not open
    QHash<Mid, QString> m_underWay; ///< edits that the log does not have yet, by the message
};

} // namespace hubbub::ui
