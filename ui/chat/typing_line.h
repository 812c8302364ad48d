// SPDX-License-Identifier: GPL-3.0-or-later
// "Tomas is typing…" with three dots that breathe.
#pragma once

#include <QObject>
#include <QRectF>
#include <QStringList>
#include <QTimer>

class QPainter;

namespace hubbub::ui {

class TypingLine final : public QObject {
    Q_OBJECT
public:
    explicit TypingLine(QObject *parent);
    void setNames(const QStringList &names);
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    [[nodiscard]] QString words() const { return m_words; }
    void paint(QPainter &painter, const QRectF &box) const;

Q_SIGNALS:
    void changed(); ///< paint again

private:
    QString m_words;
    QTimer m_breath;
    int m_step = 0;
};

} // namespace hubbub::ui
