// SPDX-License-Identifier: GPL-3.0-or-later
// A small list above what is being written: people to name, or emoji. It never takes the keyboard; who owns it moves
// the choice.
#pragma once

#include "core/protocol/state.h"

#include <QWidget>

#include <optional>

class QListView;
class QStandardItemModel;

namespace hubbub::ui {

struct Completion {
    QString insert; ///< what is written in place of what was typed
    QString title; ///< such as a name
    QString detail; ///< fainter, behind it
    QString emoji; ///< shown in front; or else an avatar:
    QByteArray key; ///< of the avatar
    std::optional<protocol::Presence> presence;

    friend bool operator==(const Completion &, const Completion &) = default;
};

class CompletionList final : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostShown = 7; ///< rows in sight; the others are scrolled to

    /// A child of the window it lies on.
    explicit CompletionList(QWidget *window);

    /// Not empty. The first one is chosen.
    void setRows(const QList<Completion> &rows);
    /// Its bottom left corner there, in the window's coordinates, moved as far as it takes to lie within.
    void openAt(const QPoint &bottomLeft);
    void step(int rows); ///< from the last to the first and back
    [[nodiscard]] const Completion *chosen() const; ///< nullptr: it is empty
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }

Q_SIGNALS:
    void picked(); ///< chosen() by the mouse

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    QList<Completion> m_rows;
    QListView *m_list;
    QStandardItemModel *m_model;
    QPoint m_corner;
};

} // namespace hubbub::ui

Q_DECLARE_METATYPE(hubbub::ui::Completion)
