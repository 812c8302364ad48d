// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/fonts.h"

#include "ui/common/metrics.h"
#include "ui/common/resources.h"

#include <QFontDatabase>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

QFont made(const QStringList &families, int size, Weight weight)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(px(size));
    font.setWeight(weight == Weight::SemiBold ? QFont::DemiBold : QFont::Normal);
    // Vertical hinting only: the outlines keep their shape and the spacing stays even.
    font.setHintingPreference(QFont::PreferVerticalHinting);
    return font;
}

} // namespace

bool loadFonts()
{
    static const bool loaded = [] {
        initResources();
        bool all = true;
        for (const auto &file : { u"Inter-Regular.otf"_s, u"Inter-Italic.otf"_s, u"Inter-SemiBold.otf"_s,
                 u"Inter-SemiBoldItalic.otf"_s, u"JetBrainsMono-Regular.ttf"_s, u"JetBrainsMono-Bold.ttf"_s })
            all = QFontDatabase::addApplicationFont(u":/fonts/"_s + file) >= 0 && all;
        return all;
    }();
    return loaded;
}

int pixels(Type type)
{
    switch (type) {
    case Type::Caption:
        return 11;
    case Type::Small:
        return 12;
    case Type::Base:
        return 13;
    case Type::Lead:
        return 15;
    case Type::Title:
        return 18;
    case Type::Display:
        return 24;
    }
    return 13;
}

QFont typeface(Type type, Weight weight) { return made({ u"Inter"_s, u"Noto Color Emoji"_s }, pixels(type), weight); }

QFont monoface(Type type, Weight weight)
{
    return made({ u"JetBrains Mono"_s, u"Inter"_s, u"Noto Color Emoji"_s }, pixels(type) - 1, weight);
}

} // namespace hubbub::ui
