// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/admin_command.h"

#include "core/protocol/limits.h"
#include "core/protocol/text_rules.h"

namespace hubbub::server {
namespace {

using namespace Qt::StringLiterals;
using Kind = AdminCommand::Kind;

Error wrong(const QString &detail) { return { ErrorCode::BadField, detail }; }

/// Takes "--NAME VALUE" or "--NAME=VALUE" out; the last one counts. An Error where the value is missing.
Result<std::optional<QString>> takeOption(QStringList &arguments, const QString &name)
{
    std::optional<QString> out;
    for (qsizetype i = 0; i < arguments.size();) {
        if (arguments[i].startsWith(name + u'=')) {
            out = arguments.takeAt(i).mid(name.size() + 1);
        } else if (arguments[i] == name) {
            arguments.removeAt(i);
            if (i == arguments.size())
                return wrong(u"%1 needs a value"_s.arg(name));
            out = arguments.takeAt(i);
        } else {
            ++i;
        }
    }
    return out;
}

Result<int> takeNumber(QStringList &arguments, const QString &name, int otherwise, int most)
{
    const auto text = takeOption(arguments, name);
    if (!text.ok())
        return text.error();
    if (!*text)
        return otherwise;
    bool ok = false;
    const int value = (*text)->toInt(&ok);
    if (!ok || value < 1 || value > most)
        return wrong(u"%1: '%2' is not a whole number from 1 to %3"_s.arg(name, **text).arg(most));
    return value;
}

Result<std::optional<AdminCommand>> takeUser(QStringList &arguments)
{
    static const QList<std::pair<QString, Kind>> verbs { { u"add"_s, Kind::AddUser },
        { u"passwd"_s, Kind::SetPassword }, { u"disable"_s, Kind::DisableUser }, { u"enable"_s, Kind::EnableUser } };
    AdminCommand command;
    const QString verb = arguments.isEmpty() ? QString() : arguments.takeFirst();
    const auto known = std::find_if(verbs.begin(), verbs.end(), [&](const auto &each) { return each.first == verb; });
    if (known == verbs.end())
        return wrong(u"user: expected add, passwd, disable or enable, then a name (see --help)"_s);
    command.kind = known->second;
    if (arguments.isEmpty() || arguments.first().startsWith(u"--"_s))
        return wrong(u"user %1: whom? A name is missing"_s.arg(verb));
    command.user = UserId(arguments.takeFirst());
    if (!isUserName(command.user.bytes()))
        return wrong(u"'%1' is not a user's name: 2 to 32 of a-z 0-9 - _ . beginning with a letter or digit"_s.arg(
            command.user.text()));
    if (command.needsPassword()) {
        const auto file = takeOption(arguments, u"--password-file"_s);
        if (!file.ok())
            return file.error();
        command.passwordFile = file->value_or(QString());
    }
    if (command.kind == Kind::AddUser) {
        command.isAdmin = arguments.removeAll(u"--admin"_s) > 0;
        const auto display = takeOption(arguments, u"--display"_s);
        if (!display.ok())
            return display.error();
        const auto label = protocol::asLabel(display->value_or(QString()), protocol::titleLength);
        if (!label)
            return wrong(u"--display: too long, or with characters that a name may not have"_s);
        command.display = *label;
    }
    return std::optional(command);
}

Result<std::optional<AdminCommand>> takeInvite(QStringList &arguments)
{
    AdminCommand command;
    command.kind = Kind::Invite;
    const auto uses = takeNumber(arguments, u"--uses"_s, command.uses, 1'000'000);
    if (!uses.ok())
        return uses.error();
    const auto days = takeNumber(arguments, u"--days"_s, command.days, 3650);
    if (!days.ok())
        return days.error();
    command.uses = *uses;
    command.days = *days;
    return std::optional(command);
}

Result<std::optional<AdminCommand>> takeTop(QStringList &arguments)
{
    AdminCommand command;
    command.kind = Kind::Top;
    const auto times = takeNumber(arguments, u"--times"_s, 0, 1'000'000);
    if (!times.ok())
        return times.error();
    command.times = *times;
    command.once = arguments.removeAll(u"--once"_s) > 0;
    command.json = arguments.removeAll(u"--json"_s) > 0;
    if (command.once && command.times > 0)
        return wrong(u"--once and --times can't be used together"_s);
    return std::optional(command);
}

} // namespace

Result<std::optional<AdminCommand>> takeAdminCommand(QStringList &arguments)
{
    if (arguments.isEmpty() || arguments.first().startsWith(u'-'))
        return std::optional<AdminCommand>();
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        arguments = QStringList { u"--help"_s };
        return std::optional<AdminCommand>();
    }
    const QString word = arguments.takeFirst();
    if (word == u"user"_s)
        return takeUser(arguments);
    if (word == u"invite"_s)
        return takeInvite(arguments);
    if (word == u"acl"_s) {
        if (!arguments.isEmpty())
            return wrong(u"acl takes no options"_s);
        return std::optional(AdminCommand {});
    }
    if (word == u"top"_s)
        return takeTop(arguments);
    return wrong(u"'%1' is neither an option nor a command (see --help)"_s.arg(word));
}

QString adminUsage()
{
    return u"commands instead of being a node; --redis and --config say where the cluster is:\n\n"
           "  user add NAME [--display TEXT] [--admin] [--password-file FILE]\n"
           "      makes an account; the password is the first line of the file, or of standard input\n"
           "  user passwd NAME [--password-file FILE]\n"
           "      sets a new password and signs all of the user's devices out\n"
           "  user disable NAME, user enable NAME\n"
           "      shuts an account and signs its devices out; opens it again\n"
           "  invite [--uses N] [--days D]\n"
           "      prints a code by which N people (1) may make an account within D days (7),\n"
           "      where nodes run with --registration invite\n"
           "  top [--once | --times N] [--json]\n"
           "      shows all nodes and the busiest rooms once a second: N times, or until it is ended; times are in "
           "ms,\n"
           "      and the slowest of a hundred. --once waits for two reports and shows one table; --json is for "
           "scripts\n"
           "  acl\n"
           "      prints the rights in Redis that nodes and operators need\n"_s;
}

} // namespace hubbub::server
