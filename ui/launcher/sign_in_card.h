// SPDX-License-Identifier: GPL-3.0-or-later
// Sign in to a server, or make an account there. Says what is wanted and shows how it goes; does nothing itself.
#pragma once

#include "ui/launcher/sign_in_words.h"

#include <QWidget>

namespace hubbub::ui {

class Button;
class FieldRow;
class Label;

class SignInCard final : public QWidget {
    Q_OBJECT
public:
    explicit SignInCard(QWidget *parent = nullptr);

    void prefill(const QString &server, const QString &name);
    [[nodiscard]] SignInInput input() const;
    void setBusy(bool busy, const QString &word = {});
    void setProblem(const SignInProblem &problem);
    void clearProblems();
    void setCreating(bool on);
    /// Puts the focus on the first field that still wants something.
    void focusFirst();

Q_SIGNALS:
    void signInWanted(const hubbub::ui::SignInInput &input);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void adopt();
    void submit();
    [[nodiscard]] FieldRow *rowOf(SignInField field) const;

    FieldRow *m_server;
    FieldRow *m_name;
    FieldRow *m_display;
    FieldRow *m_password;
    Label *m_problem;
    Button *m_submit;
    Label *m_question;
    Button *m_other;
    bool m_creating = false;
    bool m_busy = false;
};

} // namespace hubbub::ui
