// SPDX-License-Identifier: GPL-3.0-or-later
// What the screens of one console share.
#pragma once

namespace hubbub::ops {
class OperatorWatch;
}

namespace hubbub::ui {

class ConsoleActions;
class PlotBoard;

/// All borrowed; they outlive the screens.
struct ConsoleDesk {
    ops::OperatorWatch &watch;
    PlotBoard &board;
    ConsoleActions &actions;
};

} // namespace hubbub::ui
