// SPDX-License-Identifier: GPL-3.0-or-later
// A card over a dimmed window, for what needs an answer first. Inside the window, so it looks the same everywhere.
// Escape and a click beside the card dismiss it; Tab stays within it; it deletes itself once closed.
#pragma once

#include <QPointer>
#include <QVariantAnimation>
#include <QWidget>

class QVBoxLayout;

namespace hubbub::ui {

class Sheet : public QWidget {
    Q_OBJECT
public:
    enum class Place : quint8 { Middle, Top };
    /// `window` is what it covers. `width` of the card in pixels of the design.
    Sheet(QWidget *window, const QString &title, int width, Place place = Place::Middle);

    /// Shows it and puts the focus on `first`.
    void open(QWidget *first);
    void dismiss();
    /// Where content goes, top to bottom.
    [[nodiscard]] QVBoxLayout *column() const { return m_column; }
    [[nodiscard]] QWidget *card() const { return m_card; }

Q_SIGNALS:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void adopt();
    void arrange();

    QWidget *m_card;
    QVBoxLayout *m_column;
    QPointer<QWidget> m_before; ///< had the focus
    QVariantAnimation m_fade;
    double m_dim = 0;
    int m_width;
    Place m_place;
    bool m_leaving = false;
};

} // namespace hubbub::ui
