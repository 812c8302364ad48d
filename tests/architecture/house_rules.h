// SPDX-License-Identifier: GPL-3.0-or-later
// The house's rules as a function from a source tree to what breaks them.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace hubbub::architecture {

/// One broken rule.
struct Finding {
    QString file; ///< relative to the repository
    int line = 0; ///< from 1; 0 where it concerns the whole file
    QString rule; ///< a short name, such as "include"
    QString what;

    friend bool operator==(const Finding &, const Finding &) = default;
};

/// A source file without comments and, where `keepStrings` is false, without the insides of strings; as many lines
/// as before.
[[nodiscard]] QStringList codeOnly(const QString &source, bool keepStrings);

/// What one file breaks. `file` is relative to the repository and decides which rules hold.
[[nodiscard]] QList<Finding> checkFile(const QString &file, const QString &source);

/// What the whole tree breaks: every file of ours, and what lies at its top.
[[nodiscard]] QList<Finding> checkTree(const QString &repository);

/// For people: `file:line: [rule] what`.
[[nodiscard]] QString render(const Finding &finding);

} // namespace hubbub::architecture
