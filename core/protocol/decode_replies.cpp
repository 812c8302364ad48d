// SPDX-License-Identifier: GPL-3.0-or-later
// What an `ok` carries, by the command that it answers.
#include "core/protocol/decoder_impl.h"
#include "core/protocol/limits.h"

namespace hubbub::protocol {
namespace {

template <typename T, typename Read>
Result<T> readOk(Reader &reader, const OkReply &reply, Read read)
{
    const auto object = reader.parse(reply.frame, nodeFrameBytes, nodeFrameDepth);
    if (!object)
        return object.error();
    Fields fields(*object);
    T value = read(fields);
    if (const auto &error = fields.error())
        return Error { ErrorCode::BadFrame, QStringLiteral("ok: ") + error->detail };
    return value;
}

QList<Event> readEvents(Fields &fields, std::string_view name)
{
    QList<Event> events;
    forEachObject(fields, name, [&events](Fields &inner) { events.append(readEvent(inner)); });
    return events;
}

PersonEntry readPerson(Fields &fields)
{
    PersonEntry person;
    person.user = fields.user("user");
    person.display = fields.textIf("display");
    person.role = fields.wordOr("role", Role::Member);
    person.state = fields.wordOr("state", Presence::Offline);
    person.text = fields.textIf("text");
    person.devices = static_cast<int>(fields.integerIf("devices", 0, std::numeric_limits<int>::max()).value_or(0));
    person.lastSeen = fields.integerIf("last_seen", 0, largestNumber).value_or(0);
    return person;
}

PublicRoom readPublicRoom(Fields &fields)
{
    return { fields.room("room"), fields.textIf("title"), fields.wordOr("kind", RoomKind::Chat),
        fields.integerIf("members", 0, largestNumber).value_or(0) };
}

CaseEntry readCaseEntry(Fields &fields)
{
    CaseEntry entry;
    entry.room = fields.room("case");
    entry.user = fields.user("user");
    entry.display = fields.textIf("display");
    entry.text = fields.textIf("text");
    entry.since = fields.integerIf("since", 0, largestNumber).value_or(0);
    entry.agent = fields.userIf("agent");
    entry.agentDisplay = fields.textIf("agent_display");
    entry.place = fields.integerIf("place", 0, largestNumber).value_or(0);
    return entry;
}

ReadsOk readReads(Fields &fields)
{
    ReadsOk ok;
    const auto reads = fields.objectIf("reads");
    if (!reads) {
        fields.fail("reads", "is missing");
        return ok;
    }
    for (const auto [user, seq] : *reads) {
        int64_t number = 0;
        if (seq.get(number) != simdjson::SUCCESS || number < 0 || number > largestNumber)
            fields.fail("reads", "must hold seqs");
        else if (isUserName(viewOf(user)))
            ok.reads.append({ UserId(bytesOf(user)), number });
    }
    return ok;
}

} // namespace

Result<SendOk> Decoder::sendOk(const OkReply &reply)
{
    return readOk<SendOk>(m_impl->reader, reply, [](Fields &fields) {
        return SendOk { fields.integer("seq", 1, largestNumber), fields.integer("ts", 0, largestNumber),
            Epoch(bytesOf(fields.string("epoch"))), fields.boolean("dup", false) };
    });
}

Result<HistoryPage> Decoder::historyPage(const OkReply &reply)
{
    return readOk<HistoryPage>(m_impl->reader, reply, [](Fields &fields) {
        HistoryPage page;
        page.events = readEvents(fields, "events");
        page.more = fields.boolean("more", false);
        page.first = fields.integer("first", 0, largestNumber);
        page.last = fields.integer("last", 0, largestNumber);
        page.epoch = Epoch(bytesOf(fields.string("epoch")));
        page.amends = readEvents(fields, "amends");
        return page;
    });
}

Result<ResumeOk> Decoder::resumeOk(const OkReply &reply)
{
    return readOk<ResumeOk>(
        m_impl->reader, reply, [](Fields &fields) { return ResumeOk { readRoomStates(fields, "rooms") }; });
}

Result<RefreshOk> Decoder::refreshOk(const OkReply &reply)
{
    return readOk<RefreshOk>(m_impl->reader, reply, [](Fields &fields) {
        return RefreshOk { bytesOf(fields.string("token")), fields.integer("token_ttl_s", 0, largestNumber),
            bytesOf(fields.string("refresh")) };
    });
}

Result<RoomState> Decoder::roomState(const OkReply &reply)
{
    return readOk<RoomState>(m_impl->reader, reply, [](Fields &fields) { return readRoomState(fields); });
}

Result<RoomsPage> Decoder::roomsPage(const OkReply &reply)
{
    return readOk<RoomsPage>(m_impl->reader, reply, [](Fields &fields) {
        RoomsPage page;
        forEachObject(fields, "rooms", [&page](Fields &inner) { page.rooms.append(readPublicRoom(inner)); });
        page.next = fields.roomIf("next");
        return page;
    });
}

Result<MembersPage> Decoder::membersPage(const OkReply &reply)
{
    return readOk<MembersPage>(m_impl->reader, reply, [](Fields &fields) {
        MembersPage page;
        forEachObject(fields, "members", [&page](Fields &inner) { page.members.append(readPerson(inner)); });
        page.next = fields.userIf("next");
        return page;
    });
}

Result<QueueOk> Decoder::queueOk(const OkReply &reply)
{
    return readOk<QueueOk>(m_impl->reader, reply, [](Fields &fields) {
        QueueOk ok;
        forEachObject(fields, "cases", [&ok](Fields &inner) { ok.cases.append(readCaseEntry(inner)); });
        return ok;
    });
}

Result<InboxOk> Decoder::inboxOk(const OkReply &reply)
{
    return readOk<InboxOk>(m_impl->reader, reply, [](Fields &fields) {
        InboxOk ok;
        forEachObject(fields, "items", [&ok](Fields &inner) {
            ok.items.append({ readNotice(inner), inner.integer("ts", 0, largestNumber), inner.boolean("read", false) });
        });
        ok.unread = fields.integerIf("unread", 0, largestNumber).value_or(0);
        return ok;
    });
}

Result<ReadsOk> Decoder::readsOk(const OkReply &reply) { return readOk<ReadsOk>(m_impl->reader, reply, readReads); }

} // namespace hubbub::protocol
