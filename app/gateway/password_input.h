// SPDX-License-Identifier: GPL-3.0-or-later
// A password from a person or a program, without showing it.
#pragma once

#include "core/base/result.h"

#include <QString>

/// The first line of the file, or, where it is empty, of standard input; a terminal is asked twice and does not show
/// what is typed. The Error says what is wrong, for people.
[[nodiscard]] hubbub::Result<QString> readPassword(const QString &file);
