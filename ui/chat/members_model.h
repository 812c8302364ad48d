// SPDX-License-Identifier: GPL-3.0-or-later
// The people of one room as rows: sections Here, Away and Offline, each with its heading, people by name below.
#pragma once

#include "core/client/chat_client.h"

#include <QAbstractListModel>

namespace hubbub::ui {

class MembersModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum class Section : quint8 { Here, Away, Offline };
    enum Role {
        PersonRole = Qt::UserRole, ///< client::Person; nothing for a heading
        HeadingRole, ///< bool
        LineRole, ///< the second line: "n3 · in a meeting", "last seen 11:02"
        TypingRole, ///< bool
        NameRole, ///< of the person, for the first line
        KnownRole, ///< bool: whether the presence is what it is now
    };
    explicit MembersModel(QObject *parent = nullptr);

    /// Rows move, come and go one by one; nothing is reset while the room stays the same.
    void setPeople(const QList<client::Person> &people);
    void clear();
    /// Without a connection nobody's presence is known: rows stay where they are and say what was.
    void setKnown(bool known);
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] static Section sectionOf(const client::Person &person);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        Section section = Section::Here;
        int people = 0; ///< of the section, in a heading
        bool heading = false;
        client::Person person;

        [[nodiscard]] QByteArray key() const; ///< the same for as long as the row means the same thing
        friend bool operator==(const Row &, const Row &) = default;
    };
    [[nodiscard]] static QList<Row> rowsOf(const QList<client::Person> &people);
    [[nodiscard]] int find(const Row &row, int from) const;
    [[nodiscard]] QString headingOf(const Row &row) const;
    [[nodiscard]] QString lineOf(const client::Person &person) const;

    QList<Row> m_rows;
    int m_count = 0;
    bool m_known = true;
};

} // namespace hubbub::ui
