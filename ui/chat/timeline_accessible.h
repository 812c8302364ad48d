// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline for screen readers: a list whose entries say who wrote what, when, and how far it got.
#pragma once

namespace hubbub::ui {

class TimelineView;

/// Once for the process; again is harmless.
void installTimelineAccessibility();
/// Tells that rows came.
void announceRows(TimelineView &view, int first, int count);

} // namespace hubbub::ui
