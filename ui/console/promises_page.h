// SPDX-License-Identifier: GPL-3.0-or-later
// What the cluster promises, and whether it keeps it: by the nodes' counters, and by what the console reads itself.
#pragma once

#include "core/operator/promise_check.h"
#include "ui/console/cell_model.h"
#include "ui/console/console_desk.h"

#include <QWidget>

#include <array>

namespace hubbub::ui {

class Label;
class ListPage;
class StatTile;

class BreachesModel final : public CellModel {
    Q_OBJECT
public:
    explicit BreachesModel(QObject *parent = nullptr);
    void refresh(const QList<ops::Breach> &breaches);
    [[nodiscard]] const RoomId &room(int row) const { return m_breaches[row].room; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] Cell cell(int row, int column) const override;
    [[nodiscard]] bool less(int left, int right, int column) const override;
    [[nodiscard]] bool matches(int row, const SoughtWords &words) const override;

private:
    QList<ops::Breach> m_breaches;
};

class PromisesPage final : public QWidget {
    Q_OBJECT
public:
    explicit PromisesPage(const ConsoleDesk &desk, QWidget *parent = nullptr);
    void refresh(bool stale);

Q_SIGNALS:
    void roomWanted(const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void adopt();

    ConsoleDesk m_desk;
    std::array<StatTile *, ops::promiseCount> m_tiles {};
    Label *m_read;
    Label *m_told;
    BreachesModel *m_model;
    ListPage *m_list;
};

} // namespace hubbub::ui
