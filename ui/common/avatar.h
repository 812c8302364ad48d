// SPDX-License-Identifier: GPL-3.0-or-later
// The disc that stands for a person or a room: initials on a colour of its own, and a presence dot.
#pragma once

#include "core/protocol/state.h"

#include <QColor>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <optional>

class QPainter;

namespace hubbub::ui {

struct AvatarLook {
    QByteArray key; ///< chooses the colour: the user's or the room's id
    QString name; ///< gives the initials
    std::optional<protocol::Presence> presence; ///< no dot without
    QColor behind; ///< what the dot is cut out of; surface where invalid
    bool dimmed = false; ///< of people who are away for good

    friend bool operator==(const AvatarLook &, const AvatarLook &) = default;
};

/// Two letters at most: of the first and last word, or the first two of one word with a digit ("release-7": R7).
[[nodiscard]] QString initials(const QString &name);
/// The same in every run and on every machine.
[[nodiscard]] QColor avatarColour(const QByteArray &key);
/// That colour as text on `surface`, with contrast.
[[nodiscard]] QColor nameColour(const QByteArray &key, const QColor &surface);

/// `where` is square.
void paintAvatar(QPainter &painter, const QRectF &where, const AvatarLook &look);
/// Told apart by shape as well: full, full with a hand, full with a bar, hollow.
void paintPresence(
    QPainter &painter, const QPointF &centre, double diameter, protocol::Presence state, const QColor &behind);

class Avatar final : public QWidget {
    Q_OBJECT
public:
    explicit Avatar(int size, QWidget *parent = nullptr);
    void setLook(const AvatarLook &look);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    AvatarLook m_look;
    int m_size;
};

} // namespace hubbub::ui
