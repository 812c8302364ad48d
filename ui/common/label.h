// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text in one of the design's sizes and colours; elided where it does not fit, or wrapped.
#pragma once

#include "ui/common/fonts.h"

#include <QWidget>

namespace hubbub::ui {

class Label final : public QWidget {
    Q_OBJECT
public:
    enum class Ink : quint8 { Text, Secondary, Faint, Accent, Ok, Warn, Crit };
    enum class Fit : quint8 { Elide, Wrap };

    explicit Label(const QString &text, Type type = Type::Base, Ink ink = Ink::Text, Weight weight = Weight::Regular,
        QWidget *parent = nullptr);

    /// Never read as rich text.
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    void setInk(Ink ink);
    void setFit(Fit fit);
    void setAlignment(Qt::Alignment alignment);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return m_fit == Fit::Wrap; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QColor colour() const;
    [[nodiscard]] QFont face() const { return typeface(m_type, m_weight); }
    [[nodiscard]] int lineHeight() const;

    QString m_text;
    Type m_type;
    Ink m_ink;
    Weight m_weight;
    Fit m_fit = Fit::Elide;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

} // namespace hubbub::ui
