// SPDX-License-Identifier: GPL-3.0-or-later
// What one says of oneself to others: the menu on one's own disc, and the sheet for a status.
#pragma once

class QMenu;
class QWidget;

namespace hubbub {
class Clock;
}

namespace hubbub::ui {

class MyPresence;
class Settings;

/// State, status, do not disturb. Owned by the window, gone once closed. `me` and what it is of outlive the window.
[[nodiscard]] QMenu *makeMeMenu(MyPresence &me, Settings &settings, const Clock &clock, QWidget *window);
/// A line of one's own, such as "In a meeting", and how long it holds.
void openStatusSheet(MyPresence &me, const Clock &clock, QWidget *window);

} // namespace hubbub::ui
