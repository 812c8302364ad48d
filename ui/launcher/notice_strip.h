// SPDX-License-Identifier: GPL-3.0-or-later
// A sentence across a page about something that went wrong, until somebody has read it.
#pragma once

#include <QWidget>

namespace hubbub::ui {

class IconButton;
class Label;

class NoticeStrip final : public QWidget {
    Q_OBJECT
public:
    explicit NoticeStrip(QWidget *parent = nullptr);
    /// Empty: it goes.
    void setSentence(const QString &sentence);
    [[nodiscard]] QString sentence() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void adopt();

    Label *m_text;
    IconButton *m_close;
};

} // namespace hubbub::ui
