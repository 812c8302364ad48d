// SPDX-License-Identifier: GPL-3.0-or-later
// The event log as a table, newest first, with filters by level and kind.
#pragma once

#include "core/operator/event_log.h"
#include "ui/console/cell_model.h"

namespace hubbub::ui {

class EventsModel final : public CellModel {
    Q_OBJECT
public:
    /// Follows the log; borrowed.
    explicit EventsModel(ops::EventLog &log, QObject *parent = nullptr);

    /// At least that level; and without the coming and going of clients where `clients` is false.
    void setShown(protocol::OpsLevel least, bool clients);
    [[nodiscard]] const protocol::OpsEvent &event(int row) const { return m_events[place(row)].event; }
    /// The shown ones as lines of JSON, oldest first.
    [[nodiscard]] QByteArray exported() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    [[nodiscard]] bool isShown(const ops::LoggedEvent &event) const;
    [[nodiscard]] qsizetype place(int row) const { return m_events.size() - 1 - row; }
    void append(int count);
    void prepend(int count);
    void drop();
    void reload();

    ops::EventLog &m_log;
    protocol::OpsLevel m_least = protocol::OpsLevel::Info;
    bool m_clients = true;
    QList<ops::LoggedEvent> m_events; ///< the shown ones, newest last
};

} // namespace hubbub::ui
