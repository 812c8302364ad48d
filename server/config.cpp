// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/config.h"

#include "core/base/red_hook.h"
#include "server/config_values.h"

#include <QFile>
#include <QHostAddress>
#include <QSysInfo>

#include <algorithm>

namespace hubbub::server {
namespace {

using namespace Qt::StringLiterals;
using Values = QMap<QString, QStringList>; ///< by option; more than one where it was repeated

Error wrong(const QString &detail) { return { ErrorCode::BadField, detail }; }

const Option *optionNamed(const QString &name)
{
    const auto &all = configOptions();
    const auto it = std::find_if(all.begin(), all.end(), [&](const Option &option) { return option.name == name; });
    return it == all.end() ? nullptr : &*it;
}

QString variableOf(const QString &name) { return u"HUBBUB_"_s + QString(name).replace(u'-', u'_').toUpper(); }

struct CommandLine {
    Invocation::Kind kind = Invocation::Kind::Run;
    QString file;
    Values values;
};

Result<CommandLine> readArguments(const QStringList &arguments)
{
    CommandLine out;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (argument == u"--help"_s || argument == u"-h"_s) {
            out.kind = Invocation::Kind::Help;
            return out;
        }
        if (argument == u"--version"_s) {
            out.kind = Invocation::Kind::Version;
            return out;
        }
        if (!argument.startsWith(u"--"_s))
            return wrong(u"'%1' is not an option (see --help)"_s.arg(argument));
        const qsizetype equals = argument.indexOf(u'=');
        const QString name = argument.mid(2, equals < 0 ? -1 : equals - 2);
        const Option *option = optionNamed(name);
        const bool isFile = name == u"config"_s;
        if (!option && !isFile)
            return wrong(u"there is no option --%1 (see --help)"_s.arg(name));
        QString value = equals < 0 ? QString() : argument.mid(equals + 1);
        if (equals < 0 && (isFile || !option->argument.isEmpty())) {
            if (++i == arguments.size())
                return wrong(u"--%1 needs a value"_s.arg(name));
            value = arguments[i];
        }
        if (isFile)
            out.file = value;
        else
            out.values[name] << value;
    }
    return out;
}

Result<Values> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return wrong(u"--config: %1 can't be read: %2"_s.arg(path, file.errorString()));
    Values out;
    int number = 0;
    const QStringList lines = QString::fromUtf8(file.read(1024 * 1024)).split(u'\n');
    for (const QString &each : lines) {
        ++number;
        const QString line = each.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const qsizetype equals = line.indexOf(u'=');
        const QString name = line.left(equals).trimmed();
        if (equals < 0)
            return wrong(u"%1 line %2: expected 'name = value'"_s.arg(path).arg(number));
        if (!optionNamed(name))
            return wrong(u"%1 line %2: there is no option '%3'"_s.arg(path).arg(number).arg(name));
        out[name] << line.mid(equals + 1).trimmed();
    }
    return out;
}

bool isThisMachine(const QString &host)
{
    const QString bare = host.startsWith(u'[') && host.endsWith(u']') ? host.mid(1, host.size() - 2) : host;
    return bare == u"localhost"_s || QHostAddress(bare).isLoopback();
}

QString checkTogether(const Config &config)
{
    if (config.tlsCertificate.isEmpty() != config.tlsKey.isEmpty())
        return u"--tls-cert and --tls-key need each other"_s;
    // Passwords and tokens would go over the network for all to read.
    const bool isSafe = !config.tlsCertificate.isEmpty() || isThisMachine(config.host) || config.plain
        || !config.trustedProxies.isEmpty() || redHook("plain_for_all");
    if (!isSafe)
        return u"--listen: %1 is open to other machines, and there is no --tls-cert; give one, or say --plain if only "
               u"a "
               "balancer or a network of your own reaches it"_s.arg(config.host);
    if (config.beat * 2 > config.lease)
        return u"--lease-seconds must be at least twice --beat-seconds"_s;
    return {};
}

Result<QByteArray> passwordIn(const QString &path, const QString &option)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(u"--%1: %2 can't be read: %3"_s.arg(option, path, file.errorString()));
    return file.read(4096).trimmed();
}

Outcome readPasswords(Config &config)
{
    if (!config.redisPasswordFile.isEmpty()) {
        const auto password = passwordIn(config.redisPasswordFile, u"redis-password-file"_s);
        if (!password.ok())
            return password.error();
        config.redis.password = *password;
    }
    if (config.sentinelPasswordFile.isEmpty())
        return Done {};
    const auto password = passwordIn(config.sentinelPasswordFile, u"sentinel-password-file"_s);
    if (!password.ok())
        return password.error();
    if (!config.sentinels)
        return wrong(u"--sentinel-password-file: --redis names no Sentinels"_s);
    for (auto &sentinel : config.sentinels->sentinels)
        sentinel.password = *password;
    return Done {};
}

} // namespace

Result<Invocation> readConfig(const QStringList &arguments, const QMap<QString, QString> &environment)
{
    QStringList options = arguments;
    const auto admin = takeAdminCommand(options);
    if (!admin.ok())
        return admin.error();
    const auto line = readArguments(options);
    if (!line.ok())
        return line.error();
    Invocation out;
    out.config.redis.host = u"127.0.0.1"_s;
    out.kind = line->kind;
    if (out.kind != Invocation::Kind::Run)
        return out;
    if (*admin) {
        out.kind = Invocation::Kind::Admin;
        out.admin = **admin;
    }

    const QString path = line->file.isEmpty() ? environment.value(u"HUBBUB_CONFIG"_s) : line->file;
    Values fromFile;
    if (!path.isEmpty()) {
        const auto read = readFile(path);
        if (!read.ok())
            return read.error();
        fromFile = *read;
    }
    for (const Option &option : configOptions()) {
        const QString variable = variableOf(option.name);
        QString source = u"--"_s + option.name;
        QStringList values = line->values.value(option.name);
        if (values.isEmpty() && environment.contains(variable)) {
            values = { environment.value(variable) };
            source = variable;
        } else if (values.isEmpty()) {
            values = fromFile.value(option.name);
            source = u"%1: %2"_s.arg(path, option.name);
        }
        if (values.isEmpty())
            continue;
        const QString problem = option.apply(out.config, values.join(u','));
        if (!problem.isEmpty())
            return wrong(u"%1: %2"_s.arg(source, problem));
    }
    if (const QString problem = checkTogether(out.config); !problem.isEmpty())
        return wrong(problem);
    if (const auto password = readPasswords(out.config); !password.ok())
        return password.error();
    return out;
}

QString usage()
{
    QString out = u"hubbub-gateway: one node of a Hubbub cluster\n\n"
                  "usage: hubbub-gateway [options]\n"
                  "       hubbub-gateway COMMAND [options]\n\n"_s
        + adminUsage()
        + u"\n"
          "Every option may also be given in the environment (--ping-seconds as HUBBUB_PING_SECONDS) or as a line\n"
          "'ping-seconds = 20' of the file named by --config; the command line wins, then the environment.\n\n"
          "  --config FILE\n      read options from this file\n"_s;
    for (const Option &option : configOptions()) {
        if (option.help.isEmpty())
            continue;
        out += u"  --"_s + option.name;
        if (!option.argument.isEmpty())
            out += u' ' + option.argument;
        out += u"\n      "_s + option.help + u'\n';
    }
    return out
        + u"  --version\n  --help\n\n"
          "exit codes: 0 clean, 1 the command can't be done, 2 wrong use or configuration, 3 can't listen, 4 Redis "
          "not\n"
          "reached in time\n"_s;
}

} // namespace hubbub::server
