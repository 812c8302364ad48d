// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled families in the design's six sizes.
#pragma once

#include <QFont>

namespace hubbub::ui {

enum class Type : quint8 { Caption, Small, Base, Lead, Title, Display }; ///< 11 12 13 15 18 24
enum class Weight : quint8 { Regular, SemiBold };

/// Adds the bundled files to Qt's font database; again is harmless. False where one of them would not load.
bool loadFonts();

/// Inter at the user's zoom.
[[nodiscard]] QFont typeface(Type type, Weight weight = Weight::Regular);
/// JetBrains Mono at the user's zoom, a touch smaller, so that both look equally large.
[[nodiscard]] QFont monoface(Type type, Weight weight = Weight::Regular);
/// Pixels of that size at 100 %.
[[nodiscard]] int pixels(Type type);

} // namespace hubbub::ui
