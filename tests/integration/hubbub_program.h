// SPDX-License-Identifier: GPL-3.0-or-later
// The desktop program as a child of a test: offscreen, with data folders of its own.
#pragma once

#include "tests/support/child_process.h"

#include <QTemporaryDir>

namespace hubbub::testing {

class HubbubProgram final {
public:
    HubbubProgram();

    [[nodiscard]] bool start(const QStringList &arguments);
    /// start(), then until it ends; -1 where it does not within `limit`.
    [[nodiscard]] int run(const QStringList &arguments, std::chrono::milliseconds limit = std::chrono::seconds(150));

    [[nodiscard]] ChildProcess &child() { return m_child; }
    [[nodiscard]] QString folder(const QString &part) const { return m_dir.filePath(part); }
    /// Its child processes now, by program name; empty where it has ended.
    [[nodiscard]] QMap<qint64, QByteArray> children() const;

    [[nodiscard]] static bool isAlive(qint64 pid);

private:
    QTemporaryDir m_dir;
    ChildProcess m_child;
};

} // namespace hubbub::testing
