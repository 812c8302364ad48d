// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet with a title, fields, and what they are for; busy while it is being done, and it says what did not work.
#pragma once

#include "ui/common/sheet.h"

class QHBoxLayout;

namespace hubbub::ui {

class Button;
class Label;

class FormSheet : public Sheet {
    Q_OBJECT
public:
    /// `action` is the word on its primary button.
    FormSheet(const QString &title, const QString &action, QWidget *window, int width = 420);

    /// Below what was added before; the feet stay at the bottom.
    void addField(QWidget *field);
    void addSentence(const QString &sentence);
    /// Something else that can be done here and can't be taken back: apart from the others, at the left of the feet.
    Button *addDanger(const QString &words);
    void present(QWidget *first) { open(first); }
    void setBusy(bool busy);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    /// Whether it can be submitted as it is.
    void setReady(bool ready);
    /// Empty: nothing is wrong.
    void setProblem(const QString &sentence);
    void submit();

Q_SIGNALS:
    void submitted();

private:
    void refresh();

    Label *m_problem;
    Button *m_go;
    QHBoxLayout *m_feet;
    int m_fields = 1;
    bool m_busy = false;
    bool m_ready = true;
};

} // namespace hubbub::ui
