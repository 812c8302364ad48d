// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/options.h"

#include "core/client/chat_client.h"
#include "core/redis/sentinel.h"

#include <QCommandLineParser>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace hubbub::app {
namespace {

constexpr int mostNodes = 16;

Error usage(const QString &sentence) { return { ErrorCode::BadField, sentence + u" See hubbub --help."_s }; }

/// A profile becomes a folder's name.
bool isProfileName(const QString &name)
{
    return !name.isEmpty() && name.size() <= 64 && !name.startsWith(u'.')
        && std::all_of(name.begin(), name.end(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'-'
                   || c == u'_' || c == u'.';
           });
}

Result<Options> checked(const QCommandLineParser &parser)
{
    Options options;
    if (parser.isSet(u"help"_s))
        options.mode = Options::Mode::Help;
    else if (parser.isSet(u"version"_s))
        options.mode = Options::Mode::Version;
    if (options.mode != Options::Mode::Window)
        return options;
    if (!parser.positionalArguments().isEmpty())
        return usage(u"\"%1\" is not an option."_s.arg(parser.positionalArguments().first()));
    const QStringList ways { u"server"_s, u"local"_s, u"demo"_s, u"check"_s };
    if (std::count_if(ways.begin(), ways.end(), [&parser](const QString &way) { return parser.isSet(way); }) > 1)
        return usage(u"Only one of --server, --local, --demo and --check can be used at a time."_s);
    if (parser.isSet(u"server"_s)) {
        const auto url = client::serverUrl(parser.value(u"server"_s));
        if (!url)
            return usage(u"--server: %1"_s.arg(url.error().detail));
        options.server = *url;
    }
    if (parser.isSet(u"operator"_s)) {
        options.operatorRedis = parser.value(u"operator"_s);
        if (const auto redis = redis::optionsFor(options.operatorRedis); !redis.ok())
            return usage(u"--operator: %1"_s.arg(redis.error().detail));
    }
    options.incident = parser.value(u"incident"_s);
    if (parser.isSet(u"incident"_s) && !QFileInfo(options.incident).isFile())
        return usage(u"--incident: there is no file %1."_s.arg(options.incident));
    if (parser.isSet(u"local"_s)) {
        bool isNumber = false;
        const int nodes = parser.value(u"local"_s).toInt(&isNumber);
        if (!isNumber || nodes < 1 || nodes > mostNodes)
            return usage(u"--local takes a number of nodes from 1 to %1."_s.arg(mostNodes));
        options.localNodes = nodes;
    }
    options.localBalancer = parser.isSet(u"balancer"_s);
    if (options.localBalancer && !options.localNodes)
        return usage(u"--balancer belongs to --local N."_s);
    for (const auto &[name, mode] :
        { std::pair { u"demo"_s, Options::Mode::Demo }, { u"check"_s, Options::Mode::Check } }) {
        if (!parser.isSet(name))
            continue;
        options.mode = mode;
        options.demoDir = parser.value(name);
        if (options.demoDir.isEmpty())
            return usage(u"--%1 takes a folder."_s.arg(name));
    }
    for (const QString &name : { u"operator"_s, u"incident"_s }) {
        if (options.mode != Options::Mode::Window && parser.isSet(name))
            return usage(u"--%1 opens a window; it can't be used with --demo or --check."_s.arg(name));
    }
    if (parser.isSet(u"profile"_s)) {
        options.profile = parser.value(u"profile"_s);
        if (!isProfileName(options.profile))
            return usage(u"--profile takes a name of letters, digits, - _ and . (64 at most)."_s);
    }
    return options;
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    for (const char *name : { "server", "operator", "incident", "local", "profile", "demo", "check" }) {
        const QString text = QString::fromLatin1(name);
        parser.addOption({ text, {}, text });
    }
    parser.addOption({ u"balancer"_s, {} });
    parser.addOption({ { u"h"_s, u"help"_s }, {} });
    parser.addOption({ { u"v"_s, u"version"_s }, {} });
    if (!parser.parse(QStringList { u"hubbub"_s } + arguments))
        return usage(parser.errorText());
    return checked(parser);
}

QString helpText()
{
    return uR"(Usage: hubbub [OPTION]...
Chat on a cluster of Hubbub gateways, or on a cluster of your own on this desk.

  --server URL     sign in there: host, host:port, ws://... or wss://...
  --operator URL   show the console of the cluster whose Redis this is: redis://,
                   rediss://, unix://, redis+sentinel:// or redis-cluster://
  --incident FILE  open a recording that the console saved; it needs no cluster
  --local N        start a cluster of N nodes (1 to 16) on this machine, and use it
  --balancer       with --local: put a HAProxy before the nodes, and use that
  --profile NAME   keep sign-in, history and settings under this name ("default")
  --demo DIR       play a tour without hands: a cluster of 3, three people and a
                   crowd, one node killed, Redis stopped, all nodes killed; leaves a
                   picture of each screen and all data in DIR, prints what it checked
  --check DIR      check what a tour left in DIR once more
  -h, --help       show this and exit
  -v, --version    show the version and exit

Exit status: 0 good; 1 the tour or check found a problem, or it could not run;
2 an option is wrong.
)"_s;
}

} // namespace hubbub::app
