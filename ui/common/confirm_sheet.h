// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before something that is not easily undone, and says what it reaches.
#pragma once

#include "ui/common/sheet.h"

namespace hubbub::ui {

class ConfirmSheet final : public Sheet {
    Q_OBJECT
public:
    ConfirmSheet(const QString &question, const QString &meaning, const QString &action, QWidget *window);
    void present();

Q_SIGNALS:
    void confirmed();

private:
    QWidget *m_cancel;
};

} // namespace hubbub::ui
