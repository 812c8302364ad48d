// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/metrics.h"

#include "ui/common/theme.h"

#include <cmath>

namespace hubbub::ui {

int px(double designed)
{
    const int rounded = static_cast<int>(std::lround(designed * Theme::instance().zoom()));
    if (rounded == 0 && designed > 0)
        return 1;
    return rounded;
}

} // namespace hubbub::ui
