// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a card on the first screen: a mark, a title and a line below it.
#pragma once

#include "ui/common/icons.h"

#include <QWidget>

namespace hubbub::ui {

class CardHead final : public QWidget {
    Q_OBJECT
public:
    enum class Mark : quint8 { Solid, Soft };
    CardHead(Glyph glyph, Mark mark, const QString &title, const QString &line, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Glyph m_glyph;
    Mark m_mark;
    QString m_title;
    QString m_line;
};

} // namespace hubbub::ui
