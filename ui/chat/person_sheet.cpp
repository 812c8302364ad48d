// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/person_sheet.h"

#include "ui/chat/error_words.h"
#include "ui/chat/room_words.h"
#include "ui/chat/text_guard.h"
#include "ui/launcher/field_row.h"

#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

#include <algorithm>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

/// "Ines Roth (ines)": told apart even where two have one name.
QString entryOf(const client::Person &person)
{
    const QString id = person.user.text();
    const QString name = personName(person.display, person.user);
    return name == id ? id : u"%1 (%2)"_s.arg(name, id);
}

} // namespace

PersonSheet::PersonSheet(const QString &title, const QString &sentence, const QString &action,
    const QList<client::Person> &known, QWidget *window)
    : FormSheet(title, action, window)
    , m_known(known)
    , m_name(new FieldRow(tr("Who"), tr("Their name"), u"personField"_s, card()))
{
    setObjectName(u"personSheet"_s);
    if (!sentence.isEmpty())
        addSentence(sentence);
    addField(m_name);
    QStringList entries;
    for (const client::Person &person : known)
        entries.append(entryOf(person));
    entries.sort(Qt::CaseInsensitive);
    auto *completer = new QCompleter(entries, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_name->edit()->setCompleter(completer);
    connect(m_name->edit(), &QLineEdit::textChanged, this, [this] { setReady(!m_name->text().trimmed().isEmpty()); });
    connect(m_name->edit(), &QLineEdit::returnPressed, this, &PersonSheet::submit);
    connect(this, &FormSheet::submitted, this, &PersonSheet::choose);
    setReady(false);
}

void PersonSheet::present() { open(m_name->edit()); }

void PersonSheet::choose()
{
    const Result<UserId> user = chosen();
    if (!user)
        return m_name->setProblem(user.error().detail);
    setBusy(true);
    Q_EMIT
    wanted(*user);
}

Result<UserId> PersonSheet::chosen() const
{
    const QString typed = m_name->text().trimmed();
    const bool isCall = typed.startsWith(u'@');
    const QByteArray id = (isCall ? typed.sliced(1) : typed).toLower().toUtf8();
    QList<client::Person> called;
    for (const client::Person &person : m_known) {
        if (typed == entryOf(person) || id == person.user.bytes())
            return person.user;
        if (typed.compare(personName(person.display, person.user), Qt::CaseInsensitive) == 0)
            called.append(person);
    }
    if (isUserName(id) && (isCall || called.isEmpty()))
        return UserId(id);
    if (called.size() == 1 && !isUserName(id))
        return called.constFirst().user;
    if (called.isEmpty())
        return Error { ErrorCode::NotFound,
            tr("Nobody you share a room with is called so. Type the name they sign in with.") };
    // Somebody else may be called like the user who is meant: the person says which.
    QStringList entries;
    for (const client::Person &person : called.first(std::min<qsizetype>(called.size(), 2)))
        entries.append(isolated(entryOf(person)));
    QString words = tr("Who is meant? Choose from the list, such as %1.").arg(entries.join(tr(" or ")));
    if (isUserName(id))
        words += tr(" @%1 is the user of that name.").arg(QString::fromLatin1(id));
    return Error { ErrorCode::BadField, words };
}

void PersonSheet::finish(const Outcome &outcome)
{
    setBusy(false);
    if (outcome)
        dismiss();
    else
        m_name->setProblem(personErrorWords(outcome.error()));
}

} // namespace hubbub::ui
