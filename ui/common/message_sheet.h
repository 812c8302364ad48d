// SPDX-License-Identifier: GPL-3.0-or-later
// Says one thing that must not be overlooked, such as that something did not work, and goes.
#pragma once

#include "ui/common/sheet.h"

namespace hubbub::ui {

class MessageSheet final : public Sheet {
    Q_OBJECT
public:
    MessageSheet(const QString &title, const QString &sentence, QWidget *window);
    void present();

private:
    QWidget *m_close;
};

} // namespace hubbub::ui
