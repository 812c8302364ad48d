// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/history_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

using namespace Qt::StringLiterals;

namespace hubbub::load {
namespace {

constexpr QByteArrayView firstLine = "hubbub-load history 1";

// In the order of Entry::Kind.
constexpr std::array<QByteArrayView, 18> kinds { "connected", "ended", "follows", "sent", "acked", "refused", "gave-up",
    "applied", "gap", "forked", "removed", "reset-begins", "listed", "reset-ends", "arrived", "departed", "changed",
    "counted" };

void write(QByteArray &out, std::initializer_list<qint64> numbers)
{
    std::array<char, 24> digits {};
    for (const qint64 number : numbers) {
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        out += ' ';
        out.append(digits.data(), end - digits.data());
    }
    out += '\n';
}

void write(QByteArray &out, QByteArrayView word, const Names &names)
{
    for (quint32 i = 0; i < names.count(); ++i)
        out += word.toByteArray() + ' ' + names.nameOf(i) + '\n';
}

void writeRoom(QByteArray &out, quint32 room, const RoomEnd &end)
{
    out += "log-of";
    write(out, { room, end.read, end.last });
    for (const LogEntry &entry : end.log) {
        out += "log";
        write(out,
            { entry.epoch, entry.seq, entry.mid, entry.user, entry.message, static_cast<qint64>(entry.change),
                entry.target, entry.ts });
    }
    for (const quint32 user : end.present) {
        out += "present";
        write(out, { user });
    }
}

/// Takes a file apart, line by line.
class Reader {
public:
    explicit Reader(const QByteArray &text)
        : m_text(text)
    {
    }

    Result<Record> run()
    {
        if (nextLine() != firstLine)
            return wrong();
        while (!m_rest.isEmpty()) {
            m_line = nextLine();
            m_word = nextWord();
            if (m_word.isEmpty())
                continue;
            if (!takeLine())
                return wrong();
        }
        return m_record;
    }

private:
    Error wrong() const
    {
        return { ErrorCode::BadField, u"line %1 is not one of a history that hubbub-load wrote"_s.arg(m_number) };
    }
    QByteArrayView nextLine()
    {
        const qsizetype end = m_rest.indexOf('\n');
        const QByteArrayView line = m_rest.first(end < 0 ? m_rest.size() : end);
        m_rest = m_rest.sliced(std::min(m_rest.size(), line.size() + 1));
        ++m_number;
        return line;
    }
    QByteArrayView nextWord()
    {
        const qsizetype end = m_line.indexOf(' ');
        const QByteArrayView word = m_line.first(end < 0 ? m_line.size() : end);
        m_line = m_line.sliced(std::min(m_line.size(), word.size() + 1));
        return word;
    }
    /// As many numbers as the array has, and no more.
    template <size_t count>
    bool numbers(std::array<qint64, count> &out)
    {
        for (qint64 &number : out) {
            const QByteArrayView word = nextWord();
            const char *end = word.data() + word.size();
            const auto [stop, error] = std::from_chars(word.data(), end, number);
            if (error != std::errc {} || stop != end || number < 0)
                return false;
        }
        return m_line.isEmpty();
    }

    bool takeLine()
    {
        if (m_word == "room")
            return addName(m_record.rooms) && (m_record.ends.resize(m_record.rooms.count()), true);
        if (m_word == "user")
            return addName(m_record.users);
        if (m_word == "epoch")
            return addName(m_record.epochs);
        if (m_word == "mid")
            return addName(m_record.mids);
        if (m_word == "node") {
            m_record.nodes.append(m_line.toByteArray());
            return true;
        }
        if (m_word == "mark")
            return takeMark();
        if (m_word == "life")
            return takeLife();
        if (m_word == "log-of")
            return takeRoom();
        if (m_word == "log")
            return takeLog();
        if (m_word == "present")
            return takePresent();
        if (m_word == "unsettled") {
            m_record.settled = false;
            return true;
        }
        return takeEntry();
    }

    bool addName(Names &names)
    {
        const quint32 before = names.count();
        return names.indexOf(m_line.toByteArray()) == before;
    }
    bool takeMark()
    {
        const QByteArrayView at = nextWord();
        bool ok = false;
        m_record.marks.push_back({ at.toUInt(&ok), QString::fromUtf8(m_line) });
        return ok;
    }
    bool takeLife()
    {
        std::array<qint64, 2> flags {};
        if (!numbers(flags) || m_record.lives.size() >= m_record.users.count())
            return false;
        m_record.lives.emplace_back();
        m_record.owed.push_back(flags[0] != 0);
        m_record.online.push_back(flags[1] != 0);
        return true;
    }
    bool takeRoom()
    {
        std::array<qint64, 3> n {};
        if (!numbers(n) || static_cast<size_t>(n[0]) >= m_record.ends.size())
            return false;
        m_end = &m_record.ends[static_cast<size_t>(n[0])];
        m_end->read = n[1] != 0;
        m_end->last = static_cast<quint32>(n[2]);
        return true;
    }
    bool takeLog()
    {
        std::array<qint64, 8> n {};
        if (!m_end || !numbers(n) || n[0] >= m_record.epochs.count() || n[2] >= m_record.mids.count()
            || n[3] >= m_record.users.count() || n[5] > static_cast<qint64>(LogEntry::Change::Out)
            || n[6] >= m_record.users.count())
            return false;
        m_end->log.push_back({ static_cast<quint32>(n[0]), static_cast<quint32>(n[1]), static_cast<quint32>(n[2]),
            static_cast<quint32>(n[3]), n[4] != 0, static_cast<LogEntry::Change>(n[5]), static_cast<quint32>(n[6]),
            n[7] });
        return true;
    }
    bool takePresent()
    {
        std::array<qint64, 1> n {};
        if (!m_end || !numbers(n) || n[0] >= m_record.users.count())
            return false;
        m_end->present.push_back(static_cast<quint32>(n[0]));
        return true;
    }
    bool takeEntry()
    {
        const auto kind = std::find(kinds.begin(), kinds.end(), m_word);
        std::array<qint64, 8> n {};
        if (kind == kinds.end() || m_record.lives.empty() || !numbers(n))
            return false;
        const Entry entry { .kind = static_cast<Entry::Kind>(kind - kinds.begin()),
            .message = n[1] != 0,
            .room = static_cast<quint32>(n[2]),
            .user = static_cast<quint32>(n[3]),
            .epoch = static_cast<quint32>(n[4]),
            .seq = static_cast<quint32>(n[5]),
            .mid = static_cast<quint32>(n[6]),
            .to = static_cast<quint32>(n[7]),
            .at = static_cast<quint32>(n[0]) };
        // What an entry does not name is 0, and there may be no such thing at all.
        if (entry.room >= std::max(1U, m_record.rooms.count()) || entry.user >= std::max(1U, m_record.users.count())
            || entry.epoch >= std::max(1U, m_record.epochs.count()) || entry.mid >= std::max(1U, m_record.mids.count()))
            return false;
        m_record.lives.back().push_back(entry);
        return true;
    }

    const QByteArray &m_text;
    QByteArrayView m_rest { m_text };
    QByteArrayView m_line;
    QByteArrayView m_word;
    Record m_record;
    RoomEnd *m_end = nullptr;
    int m_number = 0;
};

} // namespace

QByteArray historyOf(const Record &record)
{
    QByteArray out = firstLine.toByteArray() + '\n';
    write(out, "room", record.rooms);
    write(out, "user", record.users);
    write(out, "epoch", record.epochs);
    write(out, "mid", record.mids);
    for (const QByteArray &node : record.nodes)
        out += "node " + node + '\n';
    for (const Mark &mark : record.marks)
        out += "mark " + QByteArray::number(mark.at) + ' ' + mark.text.toUtf8() + '\n';
    if (!record.settled)
        out += "unsettled\n";
    for (size_t user = 0; user < record.lives.size(); ++user) {
        out += "life";
        write(out, { record.owed[user], record.online[user] });
        for (const Entry &entry : record.lives[user]) {
            out += kinds[static_cast<size_t>(entry.kind)];
            write(
                out, { entry.at, entry.message, entry.room, entry.user, entry.epoch, entry.seq, entry.mid, entry.to });
        }
    }
    for (quint32 room = 0; room < record.ends.size(); ++room)
        writeRoom(out, room, record.ends[room]);
    return out;
}

Result<Record> recordIn(const QByteArray &history) { return Reader(history).run(); }

} // namespace hubbub::load
