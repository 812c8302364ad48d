// SPDX-License-Identifier: GPL-3.0-or-later
// One traced message hop by hop, on one axis of time; and the hops of all traced messages in a line.
#pragma once

#include "core/operator/trace_book.h"

#include <QWidget>

namespace hubbub::ui {

class Waterfall final : public QWidget {
    Q_OBJECT
public:
    explicit Waterfall(QWidget *parent = nullptr);
    void setTrace(const ops::Trace *trace); ///< copied; nullptr: none is chosen
    [[nodiscard]] const std::optional<ops::Trace> &trace() const { return m_trace; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Row {
        QString name;
        qint64 from = 0; ///< us
        qint64 to = 0;
        ops::Hop hop = ops::Hop::Client;
        bool guessed = false; ///< it is not measured at both its ends
    };
    [[nodiscard]] QList<Row> rows() const;

    std::optional<ops::Trace> m_trace;
};

class HopStrip final : public QWidget {
    Q_OBJECT
public:
    explicit HopStrip(QWidget *parent = nullptr);
    void setQuantiles(const std::array<ops::TraceBook::Quantiles, ops::hopCount> &quantiles);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::array<ops::TraceBook::Quantiles, ops::hopCount> m_quantiles {};
};

} // namespace hubbub::ui
