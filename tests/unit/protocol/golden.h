// SPDX-License-Identifier: GPL-3.0-or-later
// The frames kept under golden/: what version 1 looks like on the wire, byte for byte. The fuzzer starts from them too.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QString>

/// Frames by name; empty where the file can't be read.
inline QHash<QByteArray, QByteArray> goldenFrames(const char *file)
{
    QHash<QByteArray, QByteArray> frames;
    QFile in(QStringLiteral(HUBBUB_SOURCE_DIR "/tests/unit/protocol/golden/") + QString::fromLatin1(file));
    if (!in.open(QIODevice::ReadOnly))
        return frames;
    for (QByteArray line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        const qsizetype colon = line.indexOf(": ");
        if (colon > 0 && !line.startsWith('#'))
            frames.insert(line.left(colon), line.mid(colon + 2).trimmed());
    }
    return frames;
}
