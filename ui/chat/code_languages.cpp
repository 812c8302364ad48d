// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/code_languages.h"

#include <QHash>
#include <QStringList>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

QSet<QString> wordSet(const QString &words)
{
    const QStringList list = words.split(u' ', Qt::SkipEmptyParts);
    return { list.cbegin(), list.cend() };
}

CodeLanguage braces(const QString &keywords)
{
    return { u"//", {}, u"/*", u"*/", u"\"'", {}, false, false, false, wordSet(keywords) };
}

CodeLanguage hashed(const QString &keywords)
{
    return { u"#", {}, {}, {}, u"\"'", {}, false, false, false, wordSet(keywords) };
}

const QString cWords = u"auto break case char const continue default do double else enum extern float for goto if "
                       "inline int long register return short signed sizeof static struct switch typedef union "
                       "unsigned void volatile while bool true false NULL"_s;
const QString cppWords = u" alignas alignof catch class co_await co_return co_yield concept consteval constexpr "
                         "constinit const_cast decltype delete dynamic_cast explicit export final friend mutable "
                         "namespace new noexcept nullptr operator override private protected public "
                         "reinterpret_cast requires static_assert static_cast template this thread_local throw try "
                         "typeid typename using virtual"_s;
const QString javaWords = u"abstract boolean break byte case catch char class const continue default do double else "
                          "enum extends final finally float for if implements import instanceof int interface long "
                          "native new null package private protected public record return short static super switch "
                          "synchronized this throw throws transient true false try var void volatile while"_s;
const QString kotlinWords = u" as companion constructor data fun in init internal is it object open out override "
                            "sealed suspend typealias val when"_s;
const QString scriptWords = u"async await break case catch class const continue debugger default delete do else export "
                            "extends false finally for from function get if import in instanceof let new null of "
                            "return set static super switch this throw true try typeof undefined var void while with "
                            "yield abstract any as boolean declare enum implements interface keyof namespace never "
                            "number private protected public readonly string type unknown"_s;
const QString pythonWords = u"False None True and as assert async await break class continue def del elif else except "
                            "finally for from global if import in is lambda match nonlocal not or pass raise return "
                            "self try while with yield"_s;
const QString rustWords = u"as async await break const continue crate dyn else enum extern false fn for if impl in let "
                          "loop match mod move mut pub ref return self Self static struct super trait true type "
                          "unsafe use where while"_s;
const QString goWords = u"break case chan const continue default defer else fallthrough false for func go goto if "
                        "import interface map nil package range return select struct switch true type var"_s;
const QString shellWords = u"case do done elif else esac exit export fi for function if in local readonly return set "
                           "shift source then trap unset until while"_s;
const QString sqlWords = u"add all alter and as asc begin between by case check column commit constraint create cross "
                         "default delete desc distinct drop else end exists false foreign from full group having if "
                         "in index inner insert into is join key left like limit not null offset on or order outer "
                         "primary references returning right rollback select set table then true union unique update "
                         "using values view when where with"_s;
const QString rubyWords = u"alias and begin break case class def do else elsif end ensure false for if in module next "
                          "nil not or redo require rescue retry return self super then true undef unless until when "
                          "while yield"_s;
const QString luaWords = u"and break do else elseif end false for function goto if in local nil not or repeat return "
                         "then true until while"_s;
const QString phpWords = u"abstract and array as break case catch class clone const continue declare default do echo "
                         "else elseif extends false final finally fn for foreach function global if implements "
                         "instanceof interface match namespace new null or private protected public readonly return "
                         "static switch this throw trait true try use var while xor yield"_s;
const QString swiftWords = u"as break case catch class continue default defer do else enum extension false for func "
                           "guard if import in init inout internal is let nil private protocol public repeat return "
                           "self static struct super switch throw throws true try var where while"_s;
const QString csharpWords = u" async await base bool decimal delegate event foreach get in internal is lock namespace "
                            "object out override params partial readonly ref sealed set string struct using virtual "
                            "where"_s;

QHash<QString, CodeLanguage> makeLanguages()
{
    QHash<QString, CodeLanguage> all;
    const auto add = [&all](const QString &names, const CodeLanguage &language) {
        const QStringList list = names.split(u' ');
        for (const QString &name : list)
            all.insert(name, language);
    };
    add(u"c h"_s, braces(cWords));
    add(u"cpp c++ cc cxx hpp hh"_s, braces(cWords + cppWords));
    add(u"java"_s, braces(javaWords));
    add(u"kotlin kt"_s, braces(javaWords + kotlinWords));
    add(u"csharp cs c#"_s, braces(javaWords + csharpWords));
    add(u"swift"_s, braces(swiftWords));
    add(u"css scss"_s, { {}, {}, u"/*", u"*/", u"\"'", {}, false, false, false, {} });
    CodeLanguage script = braces(scriptWords);
    script.quotes = u"\"'`";
    script.longQuotes = u"`";
    add(u"javascript js jsx typescript ts tsx"_s, script);
    CodeLanguage go = braces(goWords);
    go.quotes = u"\"'`";
    go.longQuotes = u"`";
    add(u"go golang"_s, go);
    CodeLanguage rust = braces(rustWords);
    rust.quotes = u"\""; // a tick begins a lifetime as well
    rust.longQuotes = u"\"";
    add(u"rust rs"_s, rust);
    CodeLanguage php = braces(phpWords);
    php.otherLineComment = u"#";
    add(u"php"_s, php);
    CodeLanguage python = hashed(pythonWords);
    python.tripleQuotes = true;
    add(u"python py python3"_s, python);
    CodeLanguage shell = hashed(shellWords);
    shell.longQuotes = u"\"'";
    add(u"sh bash zsh shell console"_s, shell);
    add(u"ruby rb"_s, hashed(rubyWords));
    add(u"yaml yml"_s, hashed(u"true false null yes no on off"_s));
    add(u"dockerfile docker"_s,
        hashed(u"FROM RUN CMD COPY ADD ENV ARG EXPOSE WORKDIR USER ENTRYPOINT VOLUME LABEL AS"_s));
    add(u"cmake"_s, hashed(u"if else elseif endif foreach endforeach function endfunction macro set"_s));
    CodeLanguage ini = hashed(u"true false"_s);
    ini.otherLineComment = u";";
    ini.tripleQuotes = true;
    add(u"ini toml conf cfg"_s, ini);
    add(u"json"_s, { {}, {}, {}, {}, u"\"", {}, false, false, false, wordSet(u"true false null"_s) });
    add(u"sql"_s, { u"--", {}, u"/*", u"*/", u"'\"", u"'", false, true, false, wordSet(sqlWords) });
    add(u"lua"_s, { u"--", {}, u"--[[", u"]]", u"\"'", {}, false, false, false, wordSet(luaWords) });
    add(u"html xml svg qrc"_s, { {}, {}, u"<!--", u"-->", u"\"", u"\"", false, false, false, {} });
    add(u"diff patch"_s, { {}, {}, {}, {}, {}, {}, false, false, true, {} });
    return all;
}

} // namespace

const CodeLanguage *codeLanguage(QStringView name)
{
    static const QHash<QString, CodeLanguage> all = makeLanguages();
    if (name.size() > 16)
        return nullptr;
    const auto found = all.constFind(name.toString().toLower());
    return found == all.cend() ? nullptr : &found.value();
}

} // namespace hubbub::ui
