#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C++ file is as the repository's .clang-format wants it. Exit 77 (skipped) without clang-format 14, since
# another version formats otherwise.
set -euo pipefail
cd "$1"
command -v clang-format-14 >/dev/null || exit 77
find app core server tests ui \( -name '*.h' -o -name '*.cpp' \) -print0 |
  xargs -0 -P 2 -n 40 clang-format-14 --dry-run -Werror
