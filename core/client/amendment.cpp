// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/amendment.h"

#include "core/protocol/codec.h"

#include <algorithm>

namespace hubbub::client {
namespace {

using Kind = Outgoing::Kind;
using protocol::Event;
using protocol::EventKind;

void react(TimelineItem &row, const QString &emoji, const UserId &user, bool on, const UserId &me)
{
    auto found = std::find_if(
        row.reactions.begin(), row.reactions.end(), [&](const Reaction &reaction) { return reaction.emoji == emoji; });
    if (found == row.reactions.end()) {
        if (!on)
            return;
        row.reactions.append({ emoji, {}, false });
        found = row.reactions.end() - 1;
    }
    found->users.removeAll(user);
    if (on)
        found->users.append(user);
    found->mine = found->users.contains(me);
    if (found->users.isEmpty())
        row.reactions.erase(found);
}

void redact(TimelineItem &row, const UserId &by, const QString &reason)
{
    row.kind = TimelineItem::Kind::Void;
    row.message = {};
    row.redactedBy = by;
    row.reason = reason;
}

SendState stateOf(const Outgoing &change)
{
    switch (change.state) {
    case Outgoing::State::Failed:
        return SendState::Failed;
    case Outgoing::State::Acked:
        return SendState::Stored;
    case Outgoing::State::Queued:
        break;
    }
    return SendState::Queued;
}

} // namespace

std::optional<Amendment> amendmentOf(const Event &event, protocol::Decoder &decoder)
{
    Amendment made;
    made.seq = event.seq;
    made.mid = event.mid;
    made.from = event.from;
    made.ts = event.ts;
    switch (event.kind) {
    case EventKind::Edit:
        if (const Result<protocol::EditBody> body = decoder.edit(event.body)) {
            made.kind = Kind::Edit;
            made.target = body->target;
            made.message = body->message;
            return made;
        }
        break;
    case EventKind::Redact:
        if (const Result<protocol::RedactBody> body = decoder.redaction(event.body)) {
            made.kind = Kind::Redact;
            made.target = body->target;
            made.word = body->reason;
            return made;
        }
        break;
    case EventKind::React:
        if (const Result<protocol::ReactBody> body = decoder.reaction(event.body)) {
            made.kind = Kind::React;
            made.target = body->target;
            made.word = body->emoji;
            made.on = body->on;
            return made;
        }
        break;
    case EventKind::Message:
    case EventKind::Member:
    case EventKind::Room:
    case EventKind::Open:
    case EventKind::Take:
    case EventKind::Hand:
    case EventKind::Done:
    case EventKind::Void:
    case EventKind::Unknown:
        break;
    }
    return std::nullopt;
}

void amend(TimelineItem &row, const PlainRow &plain, const std::vector<Amendment> &stored,
    const std::vector<Outgoing> &waiting, const UserId &me)
{
    row.kind = plain.kind;
    row.message = plain.message;
    row.editedTs = 0;
    row.reactions.clear();
    row.redactedBy = {};
    row.reason.clear();
    row.change.reset();
    for (const Amendment &change : stored) {
        if (change.kind == Kind::React) {
            react(row, change.word, change.from, change.on, me);
        } else if (change.kind == Kind::Redact) {
            redact(row, change.from, change.word);
        } else if (row.kind == TimelineItem::Kind::Message) {
            row.message = change.message;
            row.editedTs = change.ts;
        }
    }
    for (const Outgoing &change : waiting) {
        row.change = OwnChange { change.mid, stateOf(change), change.error };
        if (change.state == Outgoing::State::Failed)
            continue;
        if (change.kind == Kind::React) {
            react(row, change.word, me, change.on, me);
        } else if (change.kind == Kind::Redact) {
            redact(row, me, change.word);
        } else if (row.kind == TimelineItem::Kind::Message) {
            row.message = change.body;
            row.editedTs = change.created;
        }
    }
    if (row.kind == TimelineItem::Kind::Void)
        row.reactions.clear();
}

} // namespace hubbub::client
