// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/channel_message.h"

#include <algorithm>
#include <charconv>

namespace hubbub::server {
namespace {

/// The next word of a line, which is taken off it.
QByteArrayView takeWord(QByteArrayView &line)
{
    const qsizetype space = line.indexOf(' ');
    const QByteArrayView word = space < 0 ? line : line.first(space);
    line = space < 0 ? QByteArrayView() : line.sliced(space + 1);
    return word;
}

qint64 takeNumber(QByteArrayView &line)
{
    const QByteArrayView word = takeWord(line);
    qint64 value = -1;
    const auto [end, problem] = std::from_chars(word.begin(), word.end(), value);
    return problem == std::errc() && end == word.end() ? value : -1;
}

std::optional<ChannelMessage> readLogged(QByteArrayView line, QByteArrayView frame)
{
    LoggedNews news;
    news.seq = takeNumber(line);
    news.epoch = takeWord(line);
    news.mid = takeWord(line);
    news.ts = takeNumber(line);
    news.kind = takeWord(line);
    news.change = takeWord(line);
    news.isAskedFor = news.change == QByteArrayView("asked");
    if (news.isAskedFor || news.change == QByteArrayView("traced")) {
        news.change = {};
        news.tracedUs = std::clamp<qint64>(takeNumber(line), 0, 999);
    }
    news.user = takeWord(line);
    news.frame = frame;
    if (news.seq < 1 || news.ts < 0 || news.epoch.isEmpty() || frame.isEmpty())
        return std::nullopt;
    return news;
}

std::optional<ChannelMessage> readPresence(QByteArrayView line)
{
    PresenceNews news;
    news.version = takeNumber(line);
    news.user = takeWord(line);
    news.session = takeWord(line);
    news.state = takeWord(line);
    news.cause = takeWord(line);
    news.node = takeWord(line);
    news.sessions = static_cast<int>(takeNumber(line));
    news.text = line;
    if (news.version < 1 || news.user.isEmpty() || news.session.isEmpty() || news.sessions < 0)
        return std::nullopt;
    return news;
}

} // namespace

std::optional<ChannelMessage> readChannelMessage(QByteArrayView payload)
{
    if (payload.size() < 3 || payload[1] != ' ')
        return std::nullopt;
    if (payload[0] == 'p')
        return readPresence(payload.sliced(2));
    const qsizetype end = payload.indexOf('\n');
    if (end < 0)
        return std::nullopt;
    const QByteArrayView line = payload.sliced(2, end - 2);
    const QByteArrayView frame = payload.sliced(end + 1);
    if (payload[0] == 'e')
        return readLogged(line, frame);
    if ((payload[0] == 't' || payload[0] == 'r') && !frame.isEmpty())
        return PassingNews { line, frame, payload[0] == 't' };
    return std::nullopt;
}

QByteArray typingMessage(const UserId &user, QByteArrayView frame)
{
    QByteArray out;
    out.reserve(3 + user.bytes().size() + frame.size());
    out += "t ";
    out += user.bytes();
    out += '\n';
    return out += frame;
}

} // namespace hubbub::server
