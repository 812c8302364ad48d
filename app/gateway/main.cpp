// SPDX-License-Identifier: GPL-3.0-or-later
// hubbub-gateway: options, one gateway, and an exit code.
#include "app/gateway/password_input.h"
#include "app/gateway/process.h"
#include "core/base/log.h"
#include "core/base/termination_signals.h"
#include "server/acl.h"
#include "server/admin.h"
#include "server/gateway.h"
#include "server/top.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

#include <sodium.h>

#include <cstdio>
#include <unistd.h>

using namespace hubbub;
using namespace Qt::StringLiterals;

namespace {

void print(std::FILE *to, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), to);
    std::fflush(to);
}

QMap<QString, QString> environment()
{
    QMap<QString, QString> out;
    const auto all = QProcessEnvironment::systemEnvironment();
    for (const QString &name : all.keys())
        out.insert(name, all.value(name));
    return out;
}

int complain(const QString &problem, server::ExitCode code)
{
    print(stderr, u"hubbub-gateway: %1\n"_s.arg(problem));
    return static_cast<int>(code);
}

int showTop(const server::Invocation &invocation)
{
    const server::AdminCommand &how = invocation.admin;
    server::Top top(
        invocation.config, how.times, how.once, how.json ? server::Top::Form::Json : server::Top::Form::Table);
    const QString clear = ::isatty(STDOUT_FILENO) && !how.json && !how.once ? u"\x1b[H\x1b[2J"_s : QString();
    QObject::connect(&top, &server::Top::table, qApp, [clear](const QString &text) { print(stdout, clear + text); });
    QObject::connect(&top, &server::Top::ended, qApp, [](int code, const QString &problem) {
        if (!problem.isEmpty())
            print(stderr, u"hubbub-gateway: %1\n"_s.arg(problem));
        QCoreApplication::exit(code);
    });
    QMetaObject::invokeMethod(&top, &server::Top::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

int runCommand(const server::Invocation &invocation)
{
    const server::AdminCommand &command = invocation.admin;
    if (command.kind == server::AdminCommand::Kind::PrintAcl) {
        print(stdout, server::aclText());
        return 0;
    }
    log::configure(log::Level::Error, invocation.config.logFormat, {});
    if (command.kind == server::AdminCommand::Kind::Top)
        return showTop(invocation);
    QString password;
    if (command.needsPassword()) {
        const auto read = readPassword(command.passwordFile);
        if (!read.ok())
            return complain(read.error().detail, server::ExitCode::BadConfig);
        password = *read;
    }
    server::Admin admin(invocation.config, command, password);
    QObject::connect(&admin, &server::Admin::ended, qApp, [](int code, const QString &output, const QString &problem) {
        if (!output.isEmpty())
            print(stdout, output + u'\n');
        if (!problem.isEmpty())
            print(stderr, u"hubbub-gateway: %1\n"_s.arg(problem));
        QCoreApplication::exit(code);
    });
    QMetaObject::invokeMethod(&admin, &server::Admin::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    // Qt's own dispatcher turns faster than GLib's, of which a node needs nothing.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    if (::sodium_init() < 0)
        return complain(u"no source of randomness"_s, server::ExitCode::BadConfig);
    const auto read = server::readConfig(application.arguments().mid(1), environment());
    if (!read.ok())
        return complain(read.error().detail, server::ExitCode::BadConfig);
    if (read->kind == server::Invocation::Kind::Admin)
        return runCommand(*read);
    if (read->kind == server::Invocation::Kind::Help) {
        print(stdout, server::usage());
        return 0;
    }
    if (read->kind == server::Invocation::Kind::Version) {
        print(stdout, u"hubbub-gateway %1\n"_s.arg(QLatin1StringView(HUBBUB_VERSION)));
        return 0;
    }
    log::configure(read->config.logLevel, read->config.logFormat, read->config.node.bytes());
    raiseDescriptorLimit();
    std::unique_ptr<ParentWatch> parentWatch;
    if (read->config.dieWithParent)
        parentWatch = std::make_unique<ParentWatch>();

    TerminationSignals signalsToEnd;
    server::Gateway gateway(read->config);
    QObject::connect(&signalsToEnd, &TerminationSignals::received, &gateway, &server::Gateway::drain);
    QObject::connect(&gateway, &server::Gateway::ready, &application,
        [](const QString &url) { print(stdout, u"ready %1\n"_s.arg(url)); });
    QObject::connect(&gateway, &server::Gateway::ended, &application, [](int code, const QString &reason) {
        if (!reason.isEmpty())
            print(stderr, u"hubbub-gateway: %1\n"_s.arg(reason));
        QCoreApplication::exit(code);
    });
    QMetaObject::invokeMethod(&gateway, &server::Gateway::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
