// SPDX-License-Identifier: GPL-3.0-or-later
// What an operator can do, each with what it reaches said first: menus, questions, and how a command is going.
#pragma once

#include "core/operator/operator_watch.h"
#include "ui/common/paint.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <functional>

class QAction;
class QMenu;

namespace hubbub::ui {

class ConsoleActions final : public QObject {
    Q_OBJECT
public:
    /// Borrowed. Questions are asked over the window of `page`.
    ConsoleActions(ops::OperatorWatch &watch, QWidget *page);

    /// Whom the nodes record as the one who gave a command; visible ASCII.
    void setOperatorName(const QByteArray &name) { m_by = name; }
    /// False where Redis lets this user look only.
    [[nodiscard]] bool mayCommand() const;
    [[nodiscard]] QString whyNot() const; ///< where it is false, for people

    /// Ends a node's process and starts it again; for nodes of a cluster on this desk.
    struct Restarter {
        std::function<bool(const NodeId &)> has;
        std::function<void(const NodeId &)> restart;
    };
    void setRestarter(Restarter restarter) { m_restarter = std::move(restarter); }

    void openNodeMenu(const NodeId &node, const QPoint &where);
    void openRoomMenu(const RoomId &room, qint64 here, const QPoint &where);
    void openPersonMenu(const UserId &user, const QPoint &where);
    void askDrain(const NodeId &node);
    void askUndrain(const NodeId &node);
    void askRestart(const NodeId &node);
    void askKick(const UserId &user);
    void askCloseRoom(const RoomId &room, qint64 here);
    void askAnnounce();
    /// The next message of that room, or of any where it is empty. Asks nothing: it takes nothing from anybody.
    void traceNext(const RoomId &room);

    /// The newest command: how it is going, for people.
    struct Progress {
        QString sentence; ///< empty: nothing was done yet
        Tone tone = Tone::Neutral;
        bool waiting = false;
    };
    [[nodiscard]] Progress progress() const;
    void dismissProgress();

Q_SIGNALS:
    void progressChanged();
    void peopleWanted(const QString &filter);

private:
    void ask(const QString &question, const QString &meaning, const QString &action, protocol::Control control);
    void give(protocol::Control control);
    void onAnswer(const QByteArray &nonce);
    [[nodiscard]] QString drainMeaning(const NodeId &node) const;
    QAction *addCommand(QMenu &menu, Glyph glyph, const QString &text, bool danger = false);

    ops::OperatorWatch &m_watch;
    QPointer<QWidget> m_page;
    QByteArray m_by = QByteArrayLiteral("operator");
    QByteArray m_newest; ///< nonce
    Restarter m_restarter;
    QHash<QByteArray, NodeId> m_restarts; ///< nodes that are restarted once their drain is answered, by its nonce
};

} // namespace hubbub::ui
