// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/inbox_words.h"

#include "ui/chat/markdown.h"
#include "ui/chat/text_guard.h"
#include "ui/common/tr.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using protocol::Notice;
using protocol::NoticeKind;

namespace {

QString roomOf(const Notice &notice)
{
    const QString title = guardedLine(notice.title, 80);
    return isolated(u"# "_s + (title.isEmpty() ? notice.room.text() : title));
}

} // namespace

NoticeWords noticeWords(const Notice &notice, const PersonNames &names)
{
    NoticeWords words;
    if (!notice.from.isEmpty())
        words.who = names ? names(notice.from) : notice.from.text();
    const QString who = isolated(words.who);
    words.line = markdownLine(notice.excerpt);
    switch (notice.kind) {
    case NoticeKind::Mention:
        words.glyph = Glyph::AtSign;
        words.title = tr("%1 mentioned you in %2").arg(who, roomOf(notice));
        break;
    case NoticeKind::Direct:
        words.glyph = Glyph::MessageCircle;
        words.title = tr("%1 wrote to you").arg(who);
        break;
    case NoticeKind::Invite:
        words.glyph = Glyph::UserPlus;
        words.title = tr("%1 invites you to %2").arg(who, roomOf(notice));
        if (words.line.isEmpty())
            words.line = tr("Open it to join or to refuse");
        break;
    case NoticeKind::Announce:
        words.glyph = Glyph::Radio;
        words.title = notice.title.isEmpty() ? tr("Announcement") : guardedLine(notice.title);
        break;
    }
    return words;
}

} // namespace hubbub::ui
