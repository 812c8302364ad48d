// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/architecture/house_rules.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace hubbub::architecture {
namespace {

constexpr int mostLines = 500;
constexpr int mostTestLines = 600; // tables are long

/// May a file whose path begins with `from` include one of ours whose path begins with `to`? The first row that fits
/// both decides, the last ones forbid what no row allowed.
struct Arrow {
    QLatin1StringView from;
    QLatin1StringView to;
    bool allowed;
};
constexpr std::array arrows {
    Arrow { "tests/"_L1, ""_L1, true },
    Arrow { "core/base/"_L1, "core/base/"_L1, true },
    Arrow { "core/base/"_L1, ""_L1, false },
    Arrow { "core/protocol/"_L1, "core/base/"_L1, true },
    Arrow { "core/protocol/"_L1, "core/protocol/"_L1, true },
    Arrow { "core/protocol/"_L1, ""_L1, false },
    Arrow { "core/redis/"_L1, "core/base/"_L1, true },
    Arrow { "core/redis/"_L1, "core/redis/"_L1, true },
    Arrow { "core/redis/"_L1, ""_L1, false },
    Arrow { "core/client/"_L1, "core/base/"_L1, true },
    Arrow { "core/client/"_L1, "core/protocol/"_L1, true },
    Arrow { "core/client/"_L1, "core/client/"_L1, true },
    Arrow { "core/client/"_L1, ""_L1, false },
    Arrow { "core/cluster/"_L1, "core/client/"_L1, false },
    Arrow { "core/cluster/"_L1, "core/"_L1, true },
    Arrow { "core/cluster/"_L1, ""_L1, false },
    Arrow { "core/operator/"_L1, "core/client/"_L1, false },
    Arrow { "core/operator/"_L1, "core/cluster/"_L1, false },
    Arrow { "core/operator/"_L1, "core/"_L1, true },
    Arrow { "core/operator/"_L1, ""_L1, false },
    Arrow { "core/"_L1, ""_L1, false },
    Arrow { "server/net/"_L1, "server/net/"_L1, true },
    Arrow { "server/net/"_L1, "core/base/"_L1, true },
    Arrow { "server/net/"_L1, "core/protocol/close_code.h"_L1, true }, // plain values
    Arrow { "server/net/"_L1, ""_L1, false },
    Arrow { "server/"_L1, "server/"_L1, true },
    Arrow { "server/"_L1, "core/client/"_L1, false },
    Arrow { "server/"_L1, "core/"_L1, true },
    Arrow { "server/"_L1, ""_L1, false },
    Arrow { "ui/"_L1, "ui/"_L1, true },
    Arrow { "ui/"_L1, "core/"_L1, true },
    Arrow { "ui/"_L1, ""_L1, false },
    Arrow { "app/hubbub/"_L1, "server/"_L1, false },
    Arrow { "app/hubbub/"_L1, "app/hubbub/"_L1, true },
    Arrow { "app/hubbub/"_L1, "app/"_L1, false },
    Arrow { "app/hubbub/"_L1, ""_L1, true },
    Arrow { "app/gateway/"_L1, "app/gateway/"_L1, true },
    Arrow { "app/gateway/"_L1, "app/"_L1, false },
    Arrow { "app/gateway/"_L1, "ui/"_L1, false },
    Arrow { "app/gateway/"_L1, "core/client/"_L1, false },
    Arrow { "app/gateway/"_L1, ""_L1, true },
    // The load generator checks the client engine's peers, so it must not share the engine's mistakes.
    Arrow { "app/load/"_L1, "app/load/"_L1, true },
    Arrow { "app/load/"_L1, "app/"_L1, false },
    Arrow { "app/load/"_L1, "ui/"_L1, false },
    Arrow { "app/load/"_L1, "core/client/"_L1, false },
    Arrow { "app/load/"_L1, ""_L1, true },
};

/// A library's header that only some places may include.
struct Door {
    QRegularExpression header; ///< over the text between the quotes or brackets
    QStringList places; ///< paths that may
    const char *why;
};

const QList<Door> &doors()
{
    static const QList<Door> all {
        { QRegularExpression(uR"(^(QJson|QCbor|simdjson))"_s),
            { u"core/protocol/"_s, u"core/base/log.cpp"_s, u"app/load/report.cpp"_s, u"tests/"_s,
                u"server/net/utf8.cpp"_s },
            "only core/protocol sees JSON (and server/net/utf8.cpp lets simdjson check UTF-8)" },
        { QRegularExpression(uR"(^hiredis/)"_s), { u"core/redis/"_s, u"tests/unit/redis/"_s },
            "only core/redis knows hiredis" },
        { QRegularExpression(uR"(^qcustomplot\.h$)"_s), { u"ui/"_s }, "only the plots of ui know QCustomPlot" },
        { QRegularExpression(uR"(^(wslay/))"_s), { u"tests/"_s }, "wslay is the oracle of a test" },
        { QRegularExpression(uR"(^QWebSocketServer$)"_s), { u"tests/"_s },
            "the server side of RFC 6455 is server/net" },
        { QRegularExpression(uR"(^QWebSocket$)"_s), { u"core/client/"_s, u"tests/"_s },
            "only the client's transport uses QWebSocket" },
        { QRegularExpression(
              uR"(^(QtWidgets|QtGui|QApplication|QGuiApplication|Q\w*Widget|QMainWindow|QDialog|QPainter|QIcon|QPixmap)\b)"_s),
            { u"ui/"_s, u"app/hubbub/"_s, u"tests/"_s }, "only ui draws" },
        { QRegularExpression(uR"(^(epoll|sys/epoll\.h))"_s), { u"server/net/"_s, u"app/load/"_s, u"tests/"_s },
            "one home for epoll" },
    };
    return all;
}

/// A call or word that our own code does without.
struct Taboo {
    QRegularExpression pattern;
    QStringList places; ///< paths it holds for
    QStringList except;
    const char *why;
};

const QList<Taboo> &taboos()
{
    static const QStringList ours { u"core/"_s, u"server/"_s, u"ui/"_s, u"app/"_s };
    static const QStringList everywhere { u"core/"_s, u"server/"_s, u"ui/"_s, u"app/"_s, u"tests/"_s };
    static const QList<Taboo> all {
        { QRegularExpression(
              uR"(\bwaitFor(Connected|Disconnected|BytesWritten|ReadyRead|Started|Finished|Encrypted|NewConnection)\s*\()"_s),
            ours, {}, "nothing blocks" },
        { QRegularExpression(uR"(\bprocessEvents\s*\()"_s), ours, {}, "no nested event loops" },
        { QRegularExpression(uR"(\bQEventLoop\b)"_s), ours, {}, "no nested event loops" },
        { QRegularExpression(uR"(\bqWait\s*\()"_s), everywhere, {}, "QTRY_ or a spy, never a wait" },
        { QRegularExpression(uR"(\b(qSleep|sleep_for|sleep_until|usleep|nanosleep)\s*\(|\bQThread::m?u?sleep\s*\()"_s),
            everywhere, {}, "nothing sleeps" },
        { QRegularExpression(uR"((?<![.>\w:])sender\s*\(\s*\))"_s), everywhere, {},
            "connect with a context, no sender()" },
        { QRegularExpression(uR"(\b(SIGNAL|SLOT)\s*\()"_s), everywhere, {}, "connect by pointer to member" },
        { QRegularExpression(uR"(^\s*(class|struct)\s+\w*(Manager|Helper|Utils|Util)\b)"_s), everywhere, {},
            "name it by what it is" },
        { QRegularExpression(uR"(^\s*using namespace std\b(?!::chrono_literals))"_s), everywhere, {},
            "name what is used" },
    };
    return all;
}

/// What may lie at the top of the repository.
const QStringList &layout()
{
    static const QStringList all { u".ci"_s, u".clang-format"_s, u".clang-tidy"_s, u".git"_s, u".gitignore"_s,
        u"CHANGELOG.md"_s, u"CMakeLists.txt"_s, u"CMakePresets.json"_s, u"LICENSE"_s, u"README.md"_s, u"app"_s,
        u"core"_s, u"packaging"_s, u"resources"_s, u"server"_s, u"tests"_s, u"ui"_s };
    return all;
}
/// What tools leave there and .gitignore names.
const QStringList &leftBehind()
{
    static const QStringList all { u"build"_s, u".cache"_s, u"compile_commands.json"_s };
    return all;
}

bool beginsWithAny(const QString &path, const QStringList &beginnings)
{
    return std::any_of(beginnings.begin(), beginnings.end(), [&](const QString &b) { return path.startsWith(b); });
}

bool isCpp(const QString &file) { return file.endsWith(u".h"_s) || file.endsWith(u".cpp"_s); }
bool isSource(const QString &file)
{
    const QFileInfo info(file);
    static const QStringList suffixes { u"h"_s, u"cpp"_s, u"lua"_s, u"cmake"_s, u"sh"_s, u"mjs"_s, u"py"_s };
    return suffixes.contains(info.suffix()) || info.fileName() == u"CMakeLists.txt"_s;
}

bool arrowAllowed(const QString &from, const QString &to)
{
    for (const Arrow &arrow : arrows) {
        if (from.startsWith(arrow.from) && to.startsWith(arrow.to))
            return arrow.allowed;
    }
    return false;
}

bool isOurs(const QString &header)
{
    static const QStringList parts { u"core/"_s, u"server/"_s, u"ui/"_s, u"app/"_s, u"tests/"_s };
    return beginsWithAny(header, parts);
}

void checkInclude(QList<Finding> &found, const QString &file, int line, bool quoted, const QString &header)
{
    static const QRegularExpression made(u"^(moc_)?\\w+\\.(moc|cpp)$"_s); // by moc
    if (isOurs(header)) {
        if (!quoted)
            found.append({ file, line, u"include"_s, u"quotes for our own headers: %1"_s.arg(header) });
        if (!arrowAllowed(file, header))
            found.append({ file, line, u"include"_s, u"the arrows forbid %1"_s.arg(header) });
        return;
    }
    for (const Door &door : doors()) {
        if (door.header.match(header).hasMatch()) {
            if (!beginsWithAny(file, door.places))
                found.append({ file, line, u"include"_s, u"%1: %2"_s.arg(QString::fromLatin1(door.why), header) });
            return;
        }
    }
    if (quoted && !made.match(header).hasMatch())
        found.append({ file, line, u"include"_s, u"includes start at the repository's root: %1"_s.arg(header) });
}

void checkCode(QList<Finding> &found, const QString &file, const QString &source)
{
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s);
    const QStringList withStrings = codeOnly(source, true);
    const QStringList code = codeOnly(source, false);
    for (int i = 0; i < code.size(); ++i) {
        if (const auto match = include.match(withStrings[i]); match.hasMatch()) {
            checkInclude(found, file, i + 1, match.captured(1) == u"\""_s, match.captured(2));
            continue;
        }
        for (const Taboo &taboo : taboos()) {
            if (beginsWithAny(file, taboo.places) && !beginsWithAny(file, taboo.except)
                && taboo.pattern.match(code[i]).hasMatch())
                found.append(
                    { file, i + 1, u"call"_s, u"%1: %2"_s.arg(QString::fromLatin1(taboo.why), code[i].trimmed()) });
        }
    }
}

void checkHead(QList<Finding> &found, const QString &file, const QStringList &lines)
{
    const bool shebang = !lines.isEmpty() && lines[0].startsWith(u"#!"_s);
    const QString first = lines.value(shebang ? 1 : 0);
    if (!first.contains(u"SPDX-License-Identifier: GPL-3.0-or-later"_s))
        found.append({ file, 1, u"licence"_s, u"the first line is the SPDX line"_s });
    if (file.endsWith(u".h"_s) && !lines.value(1).startsWith(u"// "_s))
        found.append({ file, 2, u"reason"_s, u"a header's second line says why the file exists"_s });
}

// The one .cpp that includes QCustomPlot, seen over the whole tree.
void checkOnePlotHome(QList<Finding> &found, const QStringList &plotFiles)
{
    for (int i = 1; i < plotFiles.size(); ++i)
        found.append({ plotFiles[i], 0, u"include"_s, u"QCustomPlot already has a home in %1"_s.arg(plotFiles[0]) });
}

} // namespace

QList<Finding> checkFile(const QString &file, const QString &source)
{
    QList<Finding> found;
    const QStringList lines = source.split(u'\n');
    checkHead(found, file, lines);
    const qsizetype count = lines.size() - (source.endsWith(u'\n') ? 1 : 0);
    const int most = file.startsWith(u"tests/"_s) ? mostTestLines : mostLines;
    if (count > most)
        found.append({ file, 0, u"size"_s, u"%1 lines, %2 at most"_s.arg(count).arg(most) });
    static const QRegularExpression snake(u"^[a-z0-9_]+\\.(h|cpp|lua)$"_s);
    const QString name = QFileInfo(file).fileName();
    if ((isCpp(file) || file.endsWith(u".lua"_s)) && !snake.match(name).hasMatch())
        found.append({ file, 0, u"name"_s, u"files are snake_case"_s });
    if (isCpp(file))
        checkCode(found, file, source);
    return found;
}

QList<Finding> checkTree(const QString &repository)
{
    QList<Finding> found;
    const QDir root(repository);
    const QStringList top = root.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &entry : top) {
        if (!layout().contains(entry) && !leftBehind().contains(entry) && !entry.endsWith(u".user"_s))
            found.append({ entry, 0, u"layout"_s, u"not part of the agreed layout"_s });
    }

    QStringList files;
    for (const QString &part : { u"app"_s, u"core"_s, u"packaging"_s, u"resources"_s, u"server"_s, u"tests"_s, u"ui"_s,
             u"CMakeLists.txt"_s }) {
        if (isSource(part))
            files.append(part);
        QDirIterator walk(root.filePath(part), QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString path = root.relativeFilePath(walk.next());
            if (isSource(path) && !path.contains(u"/node_modules/"_s))
                files.append(path);
        }
    }
    files.sort();

    QStringList plotFiles;
    for (const QString &file : std::as_const(files)) {
        QFile opened(root.filePath(file));
        if (!opened.open(QIODevice::ReadOnly)) {
            found.append({ file, 0, u"file"_s, u"cannot be read"_s });
            continue;
        }
        const QString source = QString::fromUtf8(opened.readAll());
        found.append(checkFile(file, source));
        if (isCpp(file) && !file.startsWith(u"tests/"_s) && source.contains(u"#include <qcustomplot.h>"_s))
            plotFiles.append(file);
    }
    checkOnePlotHome(found, plotFiles);
    return found;
}

QString render(const Finding &finding)
{
    return u"%1:%2: [%3] %4"_s.arg(finding.file).arg(finding.line).arg(finding.rule, finding.what);
}

} // namespace hubbub::architecture
