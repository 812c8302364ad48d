// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/account_sheets.h"

#include "core/client/chat_client.h"
#include "core/protocol/limits.h"
#include "ui/common/confirm_sheet.h"
#include "ui/common/form_sheet.h"
#include "ui/common/message_sheet.h"
#include "ui/common/tr.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>
#include <QPointer>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;

namespace {

QString problemWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
        return tr("This is not your password.");
    case ErrorCode::BadField:
        return tr("The server did not accept it.");
    case ErrorCode::RateLimited:
        return tr("Too many attempts. Please wait a while.");
    case ErrorCode::Unavailable:
        return tr("Not connected just now. Please try again in a moment.");
    default:
        return tr("That did not work: %1").arg(error.detail);
    }
}

FieldRow *addSecret(FormSheet &sheet, const QString &name, const QString &objectName)
{
    auto *row = new FieldRow(name, {}, objectName, sheet.card());
    row->edit()->setEchoMode(QLineEdit::Password);
    row->edit()->setMaxLength(protocol::passwordMost * 4); // said, not cut
    QObject::connect(row->edit(), &QLineEdit::returnPressed, &sheet, &FormSheet::submit);
    sheet.addField(row);
    return row;
}

} // namespace

void openNameSheet(ChatClient &client, QWidget *window)
{
    auto *sheet = new FormSheet(tr("Change your name"), tr("Save"), window);
    sheet->setObjectName(u"nameSheet"_s);
    auto *name = new FieldRow(tr("Shown as"), client.me().user.text(), u"displayField"_s, sheet->card());
    name->edit()->setMaxLength(protocol::titleLength);
    name->setText(client.me().display);
    sheet->addSentence(tr("Everybody sees it from now on. You keep signing in as %1.").arg(client.me().user.text()));
    sheet->addField(name);
    QObject::connect(name->edit(), &QLineEdit::returnPressed, sheet, &FormSheet::submit);
    QObject::connect(name->edit(), &QLineEdit::textChanged, sheet,
        [sheet](const QString &text) { sheet->setReady(!text.trimmed().isEmpty()); });
    QObject::connect(sheet, &FormSheet::submitted, sheet, [sheet, name, &client] {
        sheet->setBusy(true);
        client.setDisplay(name->text().simplified(), sheet, [sheet, name](const Outcome &done) {
            sheet->setBusy(false);
            if (done)
                sheet->dismiss();
            else
                name->setProblem(problemWords(done.error()));
        });
    });
    sheet->setReady(!client.me().display.isEmpty());
    sheet->present(name->edit());
}

void openPasswordSheet(ChatClient &client, QWidget *window)
{
    auto *sheet = new FormSheet(tr("Change your password"), tr("Change"), window);
    sheet->setObjectName(u"passwordSheet"_s);
    sheet->addSentence(tr("All other places where you are signed in are signed out."));
    FieldRow *old = addSecret(*sheet, tr("Password now"), u"oldPasswordField"_s);
    FieldRow *fresh = addSecret(*sheet, tr("New password"), u"newPasswordField"_s);
    QObject::connect(sheet, &FormSheet::submitted, sheet, [sheet, old, fresh, &client] {
        old->setProblem({});
        fresh->setProblem({});
        if (fresh->text().size() < protocol::passwordLeast) {
            fresh->setProblem(tr("At least %1 characters, please.").arg(protocol::passwordLeast));
            fresh->edit()->setFocus();
            return;
        }
        if (fresh->text().size() > protocol::passwordMost) {
            fresh->setProblem(tr("At most %1 characters, please.").arg(protocol::passwordMost));
            fresh->edit()->setFocus();
            return;
        }
        sheet->setBusy(true);
        client.changePassword(old->text(), fresh->text(), sheet, [sheet, old](const Outcome &done) {
            sheet->setBusy(false);
            if (done) {
                sheet->dismiss();
                return;
            }
            old->setProblem(problemWords(done.error()));
            old->edit()->setFocus();
        });
    });
    sheet->present(old->edit());
}

void confirmSignOutEverywhere(ChatClient &client, QWidget *window)
{
    auto *sheet = new ConfirmSheet(tr("Sign out everywhere?"),
        tr("All your devices need your password again, this one too. Your rooms stay on the server."),
        tr("Sign out everywhere"), window);
    QObject::connect(sheet, &ConfirmSheet::confirmed, window, [&client, window] {
        client.signOutEverywhere(false, window, [window](const Outcome &done) {
            if (!done)
                (new MessageSheet(tr("That did not work"), problemWords(done.error()), window))->present();
        });
    });
    sheet->present();
}

} // namespace hubbub::ui
