// SPDX-License-Identifier: GPL-3.0-or-later
// Traced messages as a table.
#pragma once

#include "core/operator/trace_book.h"
#include "ui/console/cell_model.h"

namespace hubbub::ui {

/// "0.24 ms" of microseconds; "—" where nothing is known.
[[nodiscard]] QString hopTime(std::optional<qint64> us);
/// "Redis to node"
[[nodiscard]] QString hopName(ops::Hop hop);

class TracesModel final : public CellModel {
    Q_OBJECT
public:
    explicit TracesModel(QObject *parent = nullptr);

    void refresh(const ops::TraceBook &book);
    [[nodiscard]] const ops::Trace &trace(int row) const { return m_traces[row]; }
    [[nodiscard]] int rowOf(const Mid &mid) const; ///< -1: it is not there

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    void forget(qsizetype first, qsizetype count);

    QList<ops::Trace> m_traces;
    qint64 m_taken = -1;
};

} // namespace hubbub::ui
