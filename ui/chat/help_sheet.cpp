// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/help_sheet.h"

#include "core/client/desks.h"
#include "ui/chat/case_words.h"
#include "ui/chat/text_guard.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

HelpSheet::HelpSheet(client::ChatClient &client, const RoomId &desk, const QString &title, QWidget *window)
    : FormSheet(tr("Ask for help at %1").arg(isolated(guardedLine(title))), tr("Ask"), window)
    , m_client(client)
    , m_desk(desk)
    , m_words(new FieldRow(tr("What is it about?"), tr("The printer is on fire"), u"firstWordsField"_s, card()))
{
    setObjectName(u"helpSheet"_s);
    m_words->edit()->setMaxLength(1000);
    addField(m_words);
    addSentence(tr("Only you and whoever helps you can read the conversation."));
    connect(m_words->edit(), &QLineEdit::textChanged, this, [this] {
        setReady(!m_words->text().trimmed().isEmpty());
        setProblem({});
    });
    connect(m_words->edit(), &QLineEdit::returnPressed, this, &HelpSheet::submit);
    connect(this, &FormSheet::submitted, this, &HelpSheet::ask);
    setReady(false);
}

void HelpSheet::present() { open(m_words->edit()); }

void HelpSheet::ask()
{
    setBusy(true);
    m_client.desks().open(m_desk, m_words->text().trimmed(), this, [this](const Result<RoomId> &made) {
        setBusy(false);
        if (!made)
            return setProblem(caseErrorWords(made.error()));
        const RoomId room = *made;
        dismiss();
        Q_EMIT
        opened(room);
    });
}

} // namespace hubbub::ui
