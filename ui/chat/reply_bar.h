// SPDX-License-Identifier: GPL-3.0-or-later
// Above the composer's text: which message is being answered, and the way out.
#pragma once

#include <QWidget>

namespace hubbub::ui {

class IconButton;

struct ReplyTarget {
    qint64 seq = 0;
    QByteArray key; ///< of its author, for the colour
    QString name;
    QString line;

    friend bool operator==(const ReplyTarget &, const ReplyTarget &) = default;
};

class ReplyBar final : public QWidget {
    Q_OBJECT
public:
    explicit ReplyBar(QWidget *parent = nullptr);
    void setTarget(const ReplyTarget &target);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    ReplyTarget m_target;
    IconButton *m_close;
};

} // namespace hubbub::ui
