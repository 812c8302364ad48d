// SPDX-License-Identifier: GPL-3.0-or-later
// Above the composer's text: which message is being answered or edited, and the way out.
#pragma once

#include "core/base/ids.h"

#include <QWidget>

namespace hubbub::ui {

class IconButton;

/// A message that is being edited.
struct EditTarget {
    Mid mid;
    QString text; ///< as it is now
    QString line; ///< the same on one line

    friend bool operator==(const EditTarget &, const EditTarget &) = default;
};

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
    void setTarget(const EditTarget &target);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    ReplyTarget m_target;
    bool m_edits = false;
    IconButton *m_close;
};

} // namespace hubbub::ui
