// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms as a table: names come by pages, the rest is read for those in sight.
#pragma once

#include "core/operator/room_reader.h"
#include "ui/console/cell_model.h"

#include <QHash>

namespace hubbub::ui {

class RoomsModel final : public CellModel {
    Q_OBJECT
public:
    explicit RoomsModel(QObject *parent = nullptr);

    void add(const QList<RoomId> &rooms);
    void remove(const QList<RoomId> &rooms);
    void describe(const QList<ops::RoomFacts> &facts);
    [[nodiscard]] const RoomId &room(int row) const { return m_rooms[row].id; }
    [[nodiscard]] const ops::RoomFacts &facts(int row) const { return m_rooms[row]; }
    [[nodiscard]] int rowOf(const RoomId &room) const { return m_rows.value(room, -1); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] Weight weight(int row, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    QList<ops::RoomFacts> m_rooms;
    QHash<RoomId, int> m_rows;
};

} // namespace hubbub::ui
