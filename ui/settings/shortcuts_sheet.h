// SPDX-License-Identifier: GPL-3.0-or-later
// Shows all keys of the program by place.
#pragma once

#include "ui/common/sheet.h"

class QScrollArea;

namespace hubbub::ui {

class ShortcutsSheet final : public Sheet {
    Q_OBJECT
public:
    ShortcutsSheet(bool sendsByCtrl, QWidget *window);
    void present();

private:
    QScrollArea *m_scroll;
};

} // namespace hubbub::ui
