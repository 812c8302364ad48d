// SPDX-License-Identifier: GPL-3.0-or-later
// Says one thing that must not be overlooked, such as that something did not work, and goes.
#pragma once

#include "ui/common/sheet.h"

namespace hubbub::ui {

class MessageSheet final : public Sheet {
    Q_OBJECT
public:
    /// `text`: words of the person's own that are shown below, and can be copied before they are gone.
    MessageSheet(const QString &title, const QString &sentence, QWidget *window, const QString &text = {});
    void present();

private:
    QWidget *m_first;
};

} // namespace hubbub::ui
