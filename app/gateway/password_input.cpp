// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gateway/password_input.h"

#include <QFile>

#include <cstdio>
#include <termios.h>
#include <unistd.h>

using namespace hubbub;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestLine = 4096;

/// While it lives, the terminal does not show what is typed.
class Silence {
public:
    Silence()
    {
        ::tcgetattr(STDIN_FILENO, &m_before);
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~Silence()
    {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::fputc('\n', stderr);
    }
    Q_DISABLE_COPY_MOVE(Silence)

private:
    termios m_before {};
};

QString firstLine(QFile &file) { return QString::fromUtf8(file.readLine(longestLine)).remove(u'\r').remove(u'\n'); }

QString ask(QFile &input, const char *question)
{
    std::fputs(question, stderr);
    const Silence silence;
    return firstLine(input);
}

} // namespace

Result<QString> readPassword(const QString &path)
{
    QFile file(path);
    if (!path.isEmpty()) {
        if (!file.open(QIODevice::ReadOnly))
            return Error { ErrorCode::BadField,
                u"--password-file: %1 can't be read: %2"_s.arg(path, file.errorString()) };
        return firstLine(file);
    }
    if (!file.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error { ErrorCode::BadField, u"standard input, which gives the password, can't be read"_s };
    if (!::isatty(STDIN_FILENO))
        return firstLine(file);
    const QString password = ask(file, "Password: ");
    if (ask(file, "The same again: ") != password)
        return Error { ErrorCode::BadField, u"the two passwords differ"_s };
    return password;
}
