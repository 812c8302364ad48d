// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/log_page.h"

#include "core/redis/reply.h"

namespace hubbub::server {
namespace {

LogPage::Verdict verdictNamed(const QByteArray &name)
{
    if (name == "ok")
        return LogPage::Verdict::Ok;
    if (name == "reset")
        return LogPage::Verdict::Reset;
    if (name == "forked")
        return LogPage::Verdict::Forked;
    if (name == "trimmed")
        return LogPage::Verdict::Trimmed;
    return LogPage::Verdict::Gone;
}

} // namespace

LogPage readLogPage(const redis::Reply &reply)
{
    LogPage page;
    page.verdict = verdictNamed(reply[0].bytes());
    page.epoch = Epoch(reply[1].bytes());
    page.first = reply[2].toInteger(1);
    page.last = reply[3].toInteger();
    page.lastMid = Mid(reply[4].bytes());
    for (qsizetype i = 5; i + 4 < reply.size(); i += 5) {
        LogEntry entry;
        entry.seq = reply[i].toInteger();
        entry.kind = reply[i + 1].bytes();
        entry.mid = Mid(reply[i + 2].bytes());
        const QByteArray who = reply[i + 3].bytes();
        if (const qsizetype space = who.indexOf(' '); space > 0) {
            entry.change = who.first(space);
            entry.user = UserId(who.sliced(space + 1));
        }
        entry.frame = reply[i + 4].bytes();
        page.entries.push_back(std::move(entry));
    }
    return page;
}

} // namespace hubbub::server
