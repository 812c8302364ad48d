// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/console_actions.h"

#include "core/protocol/ops_words.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/form_sheet.h"
#include "ui/common/menu_action.h"
#include "ui/console/console_words.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using ops::CommandRecord;
using protocol::Control;

namespace {

constexpr int announceLength = 512;

Control commandOf(Control::Command command, const QByteArray &target, const QByteArray &by)
{
    Control out;
    out.command = command;
    out.target = target;
    out.by = by;
    return out;
}

QString commandWords(const Control &control)
{
    const QString target = QString::fromUtf8(control.target);
    switch (control.command) {
    case Control::Command::Drain:
        return ConsoleActions::tr("Drain %1").arg(target);
    case Control::Command::Undrain:
        return ConsoleActions::tr("Undrain %1").arg(target);
    case Control::Command::Kick:
        return ConsoleActions::tr("Put out %1").arg(target);
    case Control::Command::CloseRoom:
        return ConsoleActions::tr("Close # %1").arg(target);
    case Control::Command::Announce:
        return ConsoleActions::tr("Announcement");
    case Control::Command::Trace:
        return control.target == "*" ? ConsoleActions::tr("Trace the next message")
                                     : ConsoleActions::tr("Trace the next message in # %1").arg(target);
    default:
        return QString::fromUtf8(control.name);
    }
}

} // namespace

ConsoleActions::ConsoleActions(ops::OperatorWatch &watch, QWidget *page)
    : QObject(page)
    , m_watch(watch)
    , m_page(page)
{
    connect(&watch.desk(), &ops::CommandDesk::changed, this, &ConsoleActions::onAnswer);
    connect(&watch.desk(), &ops::CommandDesk::changed, this, &ConsoleActions::progressChanged);
}

bool ConsoleActions::mayCommand() const { return m_watch.desk().rights() != ops::CommandDesk::Rights::MayLook; }

QAction *ConsoleActions::addCommand(QMenu &menu, Glyph glyph, const QString &text, bool danger)
{
    QAction *action = danger ? addDangerAction(menu, glyph, text) : ui::addAction(menu, glyph, text);
    action->setEnabled(mayCommand());
    return action;
}

void ConsoleActions::openNodeMenu(const NodeId &node, const QPoint &where)
{
    const ops::NodeView *view = m_watch.model().node(node);
    if (view == nullptr || !m_page)
        return;
    auto *menu = new QMenu(m_page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (view->state == ops::NodeState::Draining)
        connect(addCommand(*menu, Glyph::Play, tr("Take clients again")), &QAction::triggered, this,
            [this, node] { askUndrain(node); });
    else if (view->isUp())
        connect(addCommand(*menu, Glyph::LogOut, tr("Drain…")), &QAction::triggered, this,
            [this, node] { askDrain(node); });
    if (view->isUp() && m_restarter.has && m_restarter.has(node))
        connect(addCommand(*menu, Glyph::RotateCw, tr("Restart…")), &QAction::triggered, this,
            [this, node] { askRestart(node); });
    connect(ui::addAction(*menu, Glyph::Users, tr("People on %1").arg(node.text())), &QAction::triggered, this,
        [this, node] {
            Q_EMIT
            peopleWanted(node.text());
        });
    if (!view->address.isEmpty())
        connect(ui::addAction(*menu, Glyph::Copy, tr("Copy address")), &QAction::triggered, this,
            [address = view->address] { QGuiApplication::clipboard()->setText(address); });
    if (!mayCommand()) {
        menu->addSeparator();
        menu->addAction(whyNot())->setEnabled(false);
    }
    menu->popup(where);
}

QString ConsoleActions::whyNot() const
{
    return m_watch.isHeld() ? tr("This is a recording: there is nothing to act on")
                            : tr("This Redis user may only look");
}

void ConsoleActions::openRoomMenu(const RoomId &room, qint64 here, const QPoint &where)
{
    auto *menu = new QMenu(m_page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(ui::addAction(*menu, Glyph::Users, tr("People here")), &QAction::triggered, this, [this, room] {
        Q_EMIT
        peopleWanted(room.text());
    });
    connect(addCommand(*menu, Glyph::Route, tr("Trace the next message")), &QAction::triggered, this,
        [this, room] { traceNext(room); });
    connect(ui::addAction(*menu, Glyph::Copy, tr("Copy name")), &QAction::triggered, this,
        [room] { QGuiApplication::clipboard()->setText(room.text()); });
    menu->addSeparator();
    connect(addCommand(*menu, Glyph::Trash2, tr("Close the room…"), true), &QAction::triggered, this,
        [this, room, here] { askCloseRoom(room, here); });
    menu->popup(where);
}

void ConsoleActions::openPersonMenu(const UserId &user, const QPoint &where)
{
    auto *menu = new QMenu(m_page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(ui::addAction(*menu, Glyph::Search, tr("All sessions of %1").arg(user.text())), &QAction::triggered, this,
        [this, user] {
            Q_EMIT
            peopleWanted(user.text());
        });
    menu->addSeparator();
    connect(addCommand(*menu, Glyph::LogOut, tr("Put out…"), true), &QAction::triggered, this,
        [this, user] { askKick(user); });
    menu->popup(where);
}

QString ConsoleActions::drainMeaning(const NodeId &node) const
{
    const ops::NodeView *view = m_watch.model().node(node);
    const int others = m_watch.model().totals().nodesUp - 1;
    const QString clients = countShort(view != nullptr ? static_cast<double>(view->report.clients) : 0);
    if (others <= 0)
        return tr("%1 clients lose their connection, and there is no other node that could take them.").arg(clients);
    return tr("%1 clients move to %2 other nodes within seconds and lose nothing. %3 takes nobody until you undrain "
              "it.")
        .arg(clients)
        .arg(others)
        .arg(node.text());
}

void ConsoleActions::askDrain(const NodeId &node)
{
    ask(tr("Drain %1?").arg(node.text()), drainMeaning(node), tr("Drain"),
        commandOf(Control::Command::Drain, node.bytes(), m_by));
}

void ConsoleActions::askUndrain(const NodeId &node)
{
    give(commandOf(Control::Command::Undrain, node.bytes(), m_by)); // takes nothing from anybody
}

/// The drain goes the way of all commands, so that it stands in the log who wanted it; the process is ended after it.
void ConsoleActions::askRestart(const NodeId &node)
{
    if (!m_page)
        return;
    auto *sheet = new ConfirmSheet(tr("Restart %1?").arg(node.text()),
        drainMeaning(node) + u' ' + tr("Then its process ends and starts again."), tr("Restart"), m_page->window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, node] {
        give(commandOf(Control::Command::Drain, node.bytes(), m_by));
        m_restarts.insert(m_newest, node);
    });
    sheet->present();
}

void ConsoleActions::onAnswer(const QByteArray &nonce)
{
    const CommandRecord *record = m_watch.desk().record(nonce);
    if (record == nullptr || record->state == CommandRecord::State::Waiting)
        return;
    const NodeId node = m_restarts.take(nonce);
    if (!node.isEmpty() && record->state == CommandRecord::State::Done && m_restarter.restart)
        m_restarter.restart(node);
}

void ConsoleActions::askKick(const UserId &user)
{
    ask(tr("Put out %1?").arg(user.text()),
        tr("All of their connections end at once, on every node, and their password is needed again on each device. "
           "Messages and rooms stay."),
        tr("Put out"), commandOf(Control::Command::Kick, user.bytes(), m_by));
}

void ConsoleActions::askCloseRoom(const RoomId &room, qint64 here)
{
    ask(tr("Close # %1?").arg(room.text()),
        tr("%1 sessions are there now. Nobody can write or read there any more; this can't be taken back.")
            .arg(countShort(static_cast<double>(here))),
        tr("Close the room"), commandOf(Control::Command::CloseRoom, room.bytes(), m_by));
}

void ConsoleActions::traceNext(const RoomId &room)
{
    give(commandOf(Control::Command::Trace, room.isEmpty() ? QByteArray("*") : room.bytes(), m_by));
}

void ConsoleActions::askAnnounce()
{
    if (!m_page)
        return;
    auto *sheet = new FormSheet(tr("Announce"), tr("Send to everybody"), m_page->window());
    auto *words = new QLineEdit;
    words->setObjectName(u"announceText"_s);
    words->setMaxLength(announceLength);
    words->setPlaceholderText(tr("Back at four"));
    sheet->addSentence(tr("%1 sessions hear it now; who is away finds it in the inbox.")
                           .arg(countShort(static_cast<double>(m_watch.model().totals().sessions))));
    sheet->addField(words);
    sheet->setReady(false);
    connect(words, &QLineEdit::textChanged, sheet,
        [sheet](const QString &text) { sheet->setReady(!text.trimmed().isEmpty()); });
    connect(sheet, &FormSheet::submitted, this, [this, sheet, words] {
        Control control = commandOf(Control::Command::Announce, "*", m_by);
        control.text = words->text().trimmed();
        give(control);
        sheet->dismiss();
    });
    sheet->present(words);
}

void ConsoleActions::ask(const QString &question, const QString &meaning, const QString &action, Control control)
{
    if (!m_page)
        return;
    auto *sheet = new ConfirmSheet(question, meaning, action, m_page->window());
    connect(sheet, &ConfirmSheet::confirmed, this, [this, control] { give(control); });
    sheet->present();
}

void ConsoleActions::give(Control control)
{
    m_newest = m_watch.command(std::move(control));
    Q_EMIT
    progressChanged();
}

ConsoleActions::Progress ConsoleActions::progress() const
{
    const CommandRecord *record = m_newest.isEmpty() ? nullptr : m_watch.desk().record(m_newest);
    if (record == nullptr)
        return {};
    const QString words = commandWords(record->control);
    switch (record->state) {
    case CommandRecord::State::Waiting: {
        QStringList names;
        for (const QByteArray &node : record->waitingFor)
            names.append(QString::fromUtf8(node));
        names.sort();
        return { tr("%1: waiting for %2…").arg(words, names.join(u", "_s)), Tone::Accent, true };
    }
    case CommandRecord::State::Done:
        return { tr("%1: done.").arg(words), Tone::Ok, false };
    case CommandRecord::State::Refused:
        return { tr("%1: not done. %2").arg(words, record->problem), Tone::Crit, false };
    case CommandRecord::State::Unanswered:
        return { tr("%1: unknown. %2").arg(words, record->problem), Tone::Warn, false };
    }
    return {};
}

void ConsoleActions::dismissProgress()
{
    m_newest.clear();
    Q_EMIT
    progressChanged();
}

} // namespace hubbub::ui
