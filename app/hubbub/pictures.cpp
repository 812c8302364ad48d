// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hubbub/pictures.h"

#include "ui/common/theme.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace hubbub::app {

using ui::Theme;

Outcome takePictures(QWidget &window, const QString &folder, const QString &name)
{
    const std::pair<Theme::Choice, QString> looks[] { { Theme::Choice::Dark, u"dark"_s },
        { Theme::Choice::Light, u"light"_s } };
    for (const auto &[choice, word] : looks) {
        Theme::instance().setChoice(choice);
        // What a change of theme posts, layouts and polish events, but nothing from outside.
        QCoreApplication::sendPostedEvents();
        const QString path = u"%1/%2-%3.png"_s.arg(folder, name, word);
        if (!window.grab().save(path))
            return Error { ErrorCode::Internal, u"%1 cannot be written."_s.arg(path) };
    }
    return Done {};
}

} // namespace hubbub::app
