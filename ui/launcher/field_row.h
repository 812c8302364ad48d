// SPDX-License-Identifier: GPL-3.0-or-later
// A field with its name above and, where something is wrong with what was typed, a sentence below.
#pragma once

#include <QWidget>

class QLineEdit;

namespace hubbub::ui {

class Label;

class FieldRow final : public QWidget {
    Q_OBJECT
public:
    FieldRow(const QString &name, const QString &placeholder, const QString &objectName, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *edit() const { return m_edit; }
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    /// Empty: nothing is wrong. It goes by itself once the text changes.
    void setProblem(const QString &sentence);
    [[nodiscard]] QString problem() const;

private:
    void adopt();

    Label *m_name;
    QLineEdit *m_edit;
    Label *m_problem;
};

} // namespace hubbub::ui
