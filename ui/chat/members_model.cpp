// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/members_model.h"

#include "ui/chat/room_words.h"
#include "ui/common/time_words.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::Person;
using protocol::Presence;

namespace {

QString nameOf(const Person &person) { return personName(person.display, person.user); }

/// With the name as it is shown, made once: rooms have thousands of members.
struct Named {
    QString name;
    const Person *person;
};

bool byName(const Named &a, const Named &b)
{
    const int order = QString::compare(a.name, b.name, Qt::CaseInsensitive);
    return order != 0 ? order < 0 : a.person->user < b.person->user;
}

} // namespace

MembersModel::MembersModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

/// No user's name begins with a slash.
QByteArray MembersModel::Row::key() const
{
    return heading ? "/"_ba + static_cast<char>('0' + static_cast<int>(section)) : person.user.bytes();
}

MembersModel::Section MembersModel::sectionOf(const Person &person)
{
    switch (person.state) {
    case Presence::Online:
        return Section::Here;
    case Presence::Away:
    case Presence::Busy:
        return Section::Away;
    case Presence::Offline:
        break;
    }
    return Section::Offline;
}

QList<MembersModel::Row> MembersModel::rowsOf(const QList<Person> &people)
{
    std::array<QList<Named>, 3> sections;
    for (const Person &person : people)
        sections.at(static_cast<size_t>(sectionOf(person))).append({ nameOf(person), &person });
    QList<Row> rows;
    for (size_t i = 0; i < sections.size(); ++i) {
        QList<Named> &section = sections.at(i);
        if (section.isEmpty())
            continue;
        std::sort(section.begin(), section.end(), byName);
        const auto which = static_cast<Section>(i);
        rows.append(Row { which, static_cast<int>(section.size()), true, {} });
        for (const Named &named : std::as_const(section))
            rows.append(Row { which, 0, false, *named.person });
    }
    return rows;
}

int MembersModel::find(const Row &row, int from) const
{
    const QByteArray key = row.key();
    for (int i = from; i < m_rows.size(); ++i) {
        if (m_rows.at(i).key() == key)
            return i;
    }
    return -1;
}

void MembersModel::setPeople(const QList<Person> &people)
{
    const QList<Row> next = rowsOf(people);
    m_count = static_cast<int>(people.size());
    if (m_rows.isEmpty()) {
        beginResetModel();
        m_rows = next;
        endResetModel();
        return;
    }
    QSet<QByteArray> stay;
    for (const Row &row : next)
        stay.insert(row.key());
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        if (stay.contains(m_rows.at(i).key()))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.removeAt(i);
        endRemoveRows();
    }
    for (int i = 0; i < next.size(); ++i) {
        const int old = find(next.at(i), i);
        if (old < 0) {
            beginInsertRows({}, i, i);
            m_rows.insert(i, next.at(i));
            endInsertRows();
            continue;
        }
        if (old != i) {
            beginMoveRows({}, old, old, {}, i);
            m_rows.move(old, i);
            endMoveRows();
        }
        if (m_rows.at(i) == next.at(i))
            continue;
        m_rows[i] = next.at(i);
        Q_EMIT
        dataChanged(index(i), index(i));
    }
}

void MembersModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_count = 0;
    endResetModel();
}

void MembersModel::setKnown(bool known)
{
    if (m_known == known)
        return;
    m_known = known;
    if (!m_rows.isEmpty())
        Q_EMIT
    dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
}

int MembersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

Qt::ItemFlags MembersModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (m_rows.at(index.row()).heading)
        return Qt::ItemNeverHasChildren;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

QVariant MembersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    const QString name = row.heading ? QString() : nameOf(row.person);
    switch (role) {
    case Qt::DisplayRole:
        return row.heading ? headingOf(row) : name;
    case Qt::AccessibleTextRole:
        return row.heading ? headingOf(row) : u"%1, %2"_s.arg(name, lineOf(row.person));
    case HeadingRole:
        return row.heading;
    case PersonRole:
        return row.heading ? QVariant() : QVariant::fromValue(row.person);
    case LineRole:
        return row.heading ? QString() : lineOf(row.person);
    case TypingRole:
        return row.person.typing;
    case NameRole:
        return name;
    case KnownRole:
        return m_known;
    default:
        return {};
    }
}

QString MembersModel::headingOf(const Row &row) const
{
    if (!m_known) {
        switch (row.section) {
        case Section::Here:
            return tr("Were here — %1").arg(groupedNumber(row.people));
        case Section::Away:
            return tr("Were away — %1").arg(groupedNumber(row.people));
        case Section::Offline:
            return tr("Were offline — %1").arg(groupedNumber(row.people));
        }
    }
    switch (row.section) {
    case Section::Here:
        return tr("Here — %1").arg(groupedNumber(row.people));
    case Section::Away:
        return tr("Away — %1").arg(groupedNumber(row.people));
    case Section::Offline:
        break;
    }
    return tr("Offline — %1").arg(groupedNumber(row.people));
}

QString MembersModel::lineOf(const Person &person) const
{
    QStringList parts;
    if (person.me)
        parts.append(tr("you"));
    if (person.state == Presence::Offline) {
        parts.append(presenceLine(person));
        return parts.join(u" · "_s);
    }
    if (!m_known) {
        parts.append(person.me ? tr("not connected") : tr("not known just now"));
        return parts.join(u" · "_s);
    }
    if (!person.node.isEmpty())
        parts.append(person.node.text());
    if (person.typing)
        parts.append(tr("typing…"));
    else if (person.state != Presence::Online || !person.text.isEmpty() || parts.isEmpty())
        parts.append(presenceLine(person));
    return parts.join(u" · "_s);
}

} // namespace hubbub::ui
