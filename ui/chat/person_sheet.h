// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a person by name: to write to, or to invite into a room.
#pragma once

#include "core/client/chat_client.h"
#include "ui/common/form_sheet.h"

namespace hubbub::ui {

class FieldRow;

class PersonSheet final : public FormSheet {
    Q_OBJECT
public:
    /// `known`: people to complete from, by name and id.
    PersonSheet(const QString &title, const QString &sentence, const QString &action,
        const QList<client::Person> &known, QWidget *window);
    void present();
    /// The answer to wanted(): done and gone, or what was wrong.
    void finish(const Outcome &outcome);

Q_SIGNALS:
    void wanted(const hubbub::UserId &user);

private:
    void choose();
    /// Whom the text means. A user name always means its user: what others call themselves can not stand in its way.
    [[nodiscard]] Result<UserId> chosen() const;

    QList<client::Person> m_known;
    FieldRow *m_name;
};

} // namespace hubbub::ui
