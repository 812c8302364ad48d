// SPDX-License-Identifier: GPL-3.0-or-later
// Reports, operator events and operator commands as JSON and back. What is new to this version is passed over.
#pragma once

#include "core/base/result.h"
#include "core/protocol/ops.h"

#include <QByteArray>

namespace hubbub::protocol {

[[nodiscard]] QByteArray encode(const NodeReport &report);
[[nodiscard]] QByteArray encode(const OpsEvent &event);
[[nodiscard]] QByteArray encode(const Control &control);
[[nodiscard]] QByteArray encode(const TraceRecord &record);

// BadFrame where the bytes are no such object, or a field is wrong; thread-safe.
[[nodiscard]] Result<NodeReport> readReport(QByteArrayView bytes);
[[nodiscard]] Result<OpsEvent> readOpsEvent(QByteArrayView bytes);
[[nodiscard]] Result<Control> readControl(QByteArrayView bytes);
[[nodiscard]] Result<TraceRecord> readTrace(QByteArrayView bytes);

} // namespace hubbub::protocol
