// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/person_sheet.h"

#include "ui/chat/error_words.h"
#include "ui/chat/room_words.h"
#include "ui/launcher/field_row.h"

#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>

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
    connect(this, &FormSheet::submitted, this, [this] {
        const UserId user = chosen();
        if (user.isEmpty()) {
            m_name->setProblem(tr("Nobody you share a room with is called so. Type the name they sign in with."));
            return;
        }
        setBusy(true);
        Q_EMIT
        wanted(user);
    });
    setReady(false);
}

void PersonSheet::present() { open(m_name->edit()); }

UserId PersonSheet::chosen() const
{
    const QString typed = m_name->text().trimmed();
    for (const client::Person &person : m_known) {
        const QString name = personName(person.display, person.user);
        if (typed == entryOf(person) || typed.compare(name, Qt::CaseInsensitive) == 0)
            return person.user;
    }
    const QByteArray id = (typed.startsWith(u'@') ? typed.sliced(1) : typed).toLower().toUtf8();
    return isUserName(id) ? UserId(id) : UserId();
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
