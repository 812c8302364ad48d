// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/hubbub_program.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace hubbub::testing {
namespace {

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

HubbubProgram::HubbubProgram() = default;

bool HubbubProgram::start(const QStringList &arguments)
{
    return m_child.start(QStringLiteral(HUBBUB_BIN_DIR "/hubbub"), arguments,
        { { u"QT_QPA_PLATFORM"_s, u"offscreen"_s }, { u"XDG_DATA_HOME"_s, folder(u"data"_s) },
            { u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nowhere"_s } });
}

int HubbubProgram::run(const QStringList &arguments, std::chrono::milliseconds limit)
{
    return start(arguments) && m_child.waitForEnd(limit) ? m_child.exitCode() : -1;
}

QMap<qint64, QByteArray> HubbubProgram::children() const
{
    QMap<qint64, QByteArray> found;
    const QString self = u"/proc/%1/task/%1/children"_s.arg(m_child.pid());
    for (const QByteArray &pid : readAll(self).simplified().split(' ')) {
        if (!pid.isEmpty())
            found.insert(pid.toLongLong(), readAll(u"/proc/%1/comm"_s.arg(QString::fromLatin1(pid))).trimmed());
    }
    return found;
}

/// A zombie that nobody has waited for yet runs no more.
bool HubbubProgram::isAlive(qint64 pid)
{
    const QByteArray stat = readAll(u"/proc/%1/stat"_s.arg(pid));
    const qsizetype name = stat.lastIndexOf(')');
    return name > 0 && stat.mid(name + 2, 1) != "Z";
}

} // namespace hubbub::testing
