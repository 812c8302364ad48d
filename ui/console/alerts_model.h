// SPDX-License-Identifier: GPL-3.0-or-later
// The alerts as a table: open ones and those that are over.
#pragma once

#include "core/operator/alert_book.h"
#include "ui/console/cell_model.h"

namespace hubbub::ui {

class AlertsModel final : public CellModel {
    Q_OBJECT
public:
    explicit AlertsModel(QObject *parent = nullptr);

    void refresh(const ops::AlertBook &book, qint64 redisNow);
    [[nodiscard]] const ops::Alert &alert(int row) const { return m_alerts[row]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    QList<ops::Alert> m_alerts;
    qint64 m_now = 0;
};

} // namespace hubbub::ui
