// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/room_talk.h"

#include "core/client/desks.h"
#include "core/protocol/limits.h"
#include "ui/chat/chat_words.h"
#include "ui/chat/composer.h"
#include "ui/chat/feed_source.h"
#include "ui/chat/find_bar.h"
#include "ui/chat/markdown.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/common/time_words.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

/// A dot may end the sentence, or go on with the name of somebody else: whether the word there is such a name.
bool namesAnother(const UserId &user, QStringView rest, const QList<client::Person> &people)
{
    qsizetype end = 0;
    while (end < rest.size() && (rest[end].isLetterOrNumber() || u"-_."_s.contains(rest[end])))
        ++end;
    while (end > 0 && rest[end - 1] == u'.')
        --end;
    const UserId word(rest.first(end).toString());
    return word != user
        && std::any_of(people.cbegin(), people.cend(), [&](const client::Person &one) { return one.user == word; });
}

QString tookWords(std::chrono::milliseconds took)
{
    if (took < std::chrono::seconds(1))
        return RoomTalk::tr("%1 ms").arg(took.count());
    if (took < std::chrono::seconds(60))
        return RoomTalk::tr("%1 s").arg(static_cast<double>(took.count()) / 1000, 0, 'f', 1);
    return spanWords(std::chrono::duration_cast<std::chrono::seconds>(took));
}

} // namespace

using client::ChatClient;

RoomTalk::RoomTalk(ChatClient &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_find(new FindBar(m_search, this))
    , m_timeline(new TimelineView(this))
    , m_composer(new Composer(this))
{
    setObjectName(u"roomTalk"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_find);
    column->addWidget(m_timeline, 1);
    column->addWidget(m_composer);
    setFocusProxy(m_composer);
    wire();
}

RoomTalk::~RoomTalk() = default;

void RoomTalk::wire()
{
    m_composer->setPeople([this] { return m_client.people(m_room); });
    connect(m_composer, &Composer::sendRequested, this, &RoomTalk::send);
    connect(m_composer, &Composer::typed, this, [this] {
        // Of an edit the others see the end.
        m_client.setTyping(m_room, !m_composer->edited() && !m_composer->text().isEmpty());
    });
    connect(
        m_composer, &Composer::draftChanged, this, [this](const QString &text) { m_client.setDraft(m_room, text); });
    connect(m_composer, &Composer::escaped, this, &RoomTalk::markAllRead);
    connect(m_composer, &Composer::editDone, this, &RoomTalk::edit);
    connect(m_composer, &Composer::upPressed, this, &RoomTalk::editLast);
    connect(&m_search, &TimelineSearch::changed, this, [this] { m_timeline->setHighlight(m_search.query()); });
    connect(&m_search, &TimelineSearch::reached, this, [this](int row) {
        if (const qint64 seq = m_source->at(row).seq; seq > 0)
            m_timeline->scrollToSeq(seq);
        else
            m_timeline->showRow(row);
    });
    connect(m_find, &FindBar::closed, this, &RoomTalk::focusComposer);
    m_timeline->setReaders([this](qint64 seq) { return m_client.readersOf(m_room, seq); });
    m_timeline->setNames([this](const UserId &user) { return nameOf(user); });
    connect(m_timeline, &TimelineView::editRequested, this, &RoomTalk::beginEdit);
    connect(m_timeline, &TimelineView::removeRequested, this, &RoomTalk::confirmRemoval);
    connect(m_timeline, &TimelineView::reactionRequested, this, &RoomTalk::react);
    connect(m_timeline, &TimelineView::emojiRequested, this, &RoomTalk::offerEmoji);
    connect(m_timeline, &TimelineView::replyRequested, this, &RoomTalk::replyTo);
    connect(
        m_timeline, &TimelineView::retryRequested, this, [this](const Mid &mid) { m_client.retrySend(m_room, mid); });
    connect(m_timeline, &TimelineView::discardRequested, this,
        [this](const Mid &mid) { m_client.discardSend(m_room, mid); });
    connect(m_timeline, &TimelineView::seen, this, [this](qint64 seq) { m_client.markRead(m_room, seq); });
    connect(m_timeline, &TimelineView::dayPressed, this, &RoomTalk::openCalendar);
    connect(&m_client, &ChatClient::recovered, this, &RoomTalk::showRecovered);
}

void RoomTalk::setRoom(const RoomId &room)
{
    if (room == m_room)
        return;
    keepEdit();
    m_composer->endEdit();
    if (!m_room.isEmpty()) {
        const auto &reply = m_composer->reply();
        m_kept.insert(m_room, { m_timeline->place(), reply ? std::optional(reply->seq) : std::nullopt });
    }
    m_room = room;
    m_wanted = 0;
    m_wantedDay = {};
    m_composer->showHint({});
    m_find->close();
    m_search.setSource(nullptr);
    m_timeline->setSource(nullptr, {});
    m_source.reset();
    client::RoomFeed *feed = room.isEmpty() ? nullptr : m_client.feed(room);
    if (feed)
        m_source = std::make_unique<FeedSource>(*feed);
    if (m_source) {
        connect(m_source.get(), &TimelineSource::rowsChanged, this, &RoomTalk::watchEdits);
        connect(m_source.get(), &TimelineSource::fetchFinished, this, &RoomTalk::onFetched);
        watchEdits(0, m_source->count()); // while another room was open
    }
    m_timeline->setSource(m_source.get(), m_client.me().user);
    m_search.setSource(m_source.get());
    const Kept kept = m_kept.value(room);
    m_timeline->setPlace(kept.place);
    const client::RoomSummary *summary = m_client.room(room);
    m_composer->clear();
    m_composer->setText(summary ? summary->draft : QString());
    if (m_source && kept.replyTo) {
        if (const int row = m_source->indexOfSeq(*kept.replyTo); row >= 0)
            replyTo(m_source->at(row));
    }
    takeUpEdit(room);
    refreshRoom();
}

void RoomTalk::refreshRoom()
{
    const client::RoomSummary *summary = m_client.room(m_room);
    if (!summary)
        return;
    const QString title = isolated(guardedLine(roomTitle(*summary), 80));
    m_composer->setVisible(summary->desk.isEmpty() || !m_client.desks().isDone(summary->desk, m_room));
    m_composer->setPlaceholder(tr("Message %1").arg(title));
    m_timeline->setEmptyWords(tr("No messages yet"), tr("Say hello: everyone in %1 will see it.").arg(title));
    m_timeline->setBeginningWords(tr("This is where %1 begins").arg(title));
    m_timeline->setTyping(typingNames(*summary));
    m_timeline->setModerates(summary->kind == protocol::RoomKind::Chat && summary->role >= protocol::Role::Moderator);
}

QStringList RoomTalk::typingNames(const client::RoomSummary &room) const
{
    if (room.typing.isEmpty())
        return {};
    QStringList names;
    for (const UserId &user : room.typing)
        names.append(nameOf(user));
    return names;
}

QString RoomTalk::nameOf(const UserId &user) const { return personName(m_client.displayOf(user), user); }

void RoomTalk::setSendsByCtrl(bool on) { m_composer->setSendsByCtrl(on); }

void RoomTalk::openFind()
{
    if (m_source)
        m_find->open();
}

void RoomTalk::focusComposer() { m_composer->focusText(); }

void RoomTalk::markAllRead()
{
    m_timeline->clearNewLine();
    m_timeline->scrollToEnd();
    if (const client::RoomSummary *summary = m_client.room(m_room))
        m_client.markRead(m_room, summary->lastSeq);
}

QList<UserId> RoomTalk::mentionsIn(const QString &text, const QList<client::Person> &people)
{
    QList<UserId> named;
    if (!text.contains(u'@'))
        return named;
    for (const client::Person &person : people) {
        const QString call = u'@' + person.user.text();
        for (qsizetype at = text.indexOf(call); at >= 0; at = text.indexOf(call, at + 1)) {
            const QChar before = at > 0 ? text[at - 1] : QChar(u' ');
            const qsizetype end = at + call.size();
            const QChar after = end < text.size() ? text[end] : QChar(u' ');
            const bool longer = after.isLetterOrNumber() || after == u'-' || after == u'_'
                || (after == u'.' && namesAnother(person.user, QStringView(text).sliced(at + 1), people));
            if (before.isLetterOrNumber() || longer)
                continue;
            named.append(person.user);
            break;
        }
        if (named.size() == protocol::mentions)
            break; // more would be refused
    }
    return named;
}

void RoomTalk::send(const QString &text, std::optional<qint64> replyTo)
{
    protocol::MessageBody body;
    body.text = text;
    body.replyTo = replyTo;
    body.mentions = mentionsIn(text, m_client.people(m_room));
    const Result<Mid> sent = m_client.send(m_room, body);
    if (!sent) {
        showProblem(tr("Not sent: %1").arg(failureWords(sent.error())));
        return;
    }
    m_composer->clear();
    m_client.setDraft(m_room, {});
    m_client.setTyping(m_room, false);
    m_timeline->scrollToEnd();
}

void RoomTalk::replyTo(const client::TimelineItem &item)
{
    m_composer->setReply(
        ReplyTarget { item.seq, item.from.bytes(), authorWords(item), markdownLine(item.message.text) });
    focusComposer();
}

void RoomTalk::note(const QString &words) { m_timeline->addNote({ words, Tone::Neutral, Glyph::Check }); }

QString RoomTalk::written() const { return m_composer->written(); }

void RoomTalk::showRecovered(const client::Recovered &what)
{
    if (what.events <= 0)
        return;
    const QString many = what.events == 1 ? tr("1 message") : tr("%1 messages").arg(what.events);
    const QString words = tr("Recovered %1 via %2 in %3").arg(many, what.node.text(), tookWords(what.took));
    m_timeline->addNote({ words, Tone::Ok, Glyph::History });
}

void RoomTalk::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Home:
    case Qt::Key_End:
        m_timeline->scrollByKey(event);
        return;
    default:
        break;
    }
    // Letters typed while the timeline has the focus begin a message.
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && !event->text().isEmpty() && event->text()[0].isPrint())
        m_composer->typeOn(event);
    else
        QWidget::keyPressEvent(event);
}

} // namespace hubbub::ui
