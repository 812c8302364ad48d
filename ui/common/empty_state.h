// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where nothing is: a shape, what it means, and what can be done about it.
#pragma once

#include "ui/common/icons.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;

namespace hubbub::ui {

class Button;
class Label;

class EmptyState final : public QWidget {
    Q_OBJECT
public:
    EmptyState(Glyph glyph, const QString &title, const QString &sentence, QWidget *parent = nullptr);

    void setWords(const QString &title, const QString &sentence);
    /// The first one is the primary one.
    Button *addButton(const QString &text, const QString &objectName);

private:
    void adopt();

    QWidget *m_disc;
    Label *m_title;
    Label *m_sentence;
    QHBoxLayout *m_buttons;
};

} // namespace hubbub::ui
