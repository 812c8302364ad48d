// SPDX-License-Identifier: GPL-3.0-or-later
// Who is online as a table: one row for each session.
#pragma once

#include "core/operator/session_scan.h"
#include "ui/console/cell_model.h"

#include <QHash>

namespace hubbub::ui {

class SessionsModel final : public CellModel {
    Q_OBJECT
public:
    /// Borrowed.
    explicit SessionsModel(const ops::SessionScan &scan, QObject *parent = nullptr);

    void changed(const QList<SessionId> &sessions);
    void remove(const QList<SessionId> &sessions);
    [[nodiscard]] const ops::SessionFacts &facts(int row) const { return m_sessions[row]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] Weight weight(int row, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    const ops::SessionScan &m_scan;
    QList<ops::SessionFacts> m_sessions;
    QHash<SessionId, int> m_rows;
};

} // namespace hubbub::ui
