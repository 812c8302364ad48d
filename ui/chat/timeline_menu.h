// SPDX-License-Identifier: GPL-3.0-or-later
// The menu on a message.
#pragma once

#include "ui/chat/timeline_view.h"

class QMenu;

namespace hubbub::ui {

/// Owned by the view, gone once closed; nullptr where there is nothing to offer.
[[nodiscard]] QMenu *timelineMenu(TimelineView &view, const TimelineView::Hit &hit);

} // namespace hubbub::ui
