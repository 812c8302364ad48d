// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/new_room_sheet.h"

#include "core/client/desks.h"
#include "core/protocol/limits.h"
#include "ui/chat/error_words.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/switch.h"
#include "ui/launcher/field_row.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::ChatClient;

namespace {

constexpr qsizetype mostName = 64;

} // namespace

QByteArray roomNameFrom(const QString &title)
{
    // Accents off: "Zürich" is "zurich".
    const QString plain = title.normalized(QString::NormalizationForm_D).toLower();
    QByteArray name;
    bool gap = false;
    for (const QChar c : plain) {
        const char16_t u = c.unicode();
        const bool keeps = (u >= u'a' && u <= u'z') || (u >= u'0' && u <= u'9') || u == u'_' || u == u'.';
        if (keeps) {
            if (gap && !name.isEmpty())
                name += '-';
            gap = false;
            name += static_cast<char>(u);
        } else if (c.category() != QChar::Mark_NonSpacing) {
            gap = true;
        }
    }
    name.truncate(mostName);
    while (name.endsWith('-'))
        name.chop(1);
    return name;
}

NewRoomSheet::NewRoomSheet(ChatClient &client, const QString &title, QWidget *window)
    : Sheet(window, tr("New room"), 420)
    , m_client(client)
    , m_title(new FieldRow(tr("Title"), tr("Release 7"), u"roomTitleField"_s, card()))
    , m_address(new Label({}, Type::Small, Label::Ink::Faint, Weight::Regular, card()))
    , m_public(new Switch(tr("Open to all"), card()))
    , m_desk(new Switch(tr("Support desk"), card()))
    , m_meaning(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, card()))
    , m_make(new Button(tr("Make room"), Button::Kind::Primary, card()))
{
    m_title->edit()->setMaxLength(protocol::titleLength);
    m_title->setText(title);
    m_public->setObjectName(u"roomPublicSwitch"_s);
    m_public->setChecked(true);
    m_desk->setObjectName(u"roomDeskSwitch"_s);
    build();
    connect(m_title->edit(), &QLineEdit::textChanged, this, &NewRoomSheet::refresh);
    connect(m_title->edit(), &QLineEdit::returnPressed, this, &NewRoomSheet::submit);
    connect(m_public, &Switch::toggled, this, &NewRoomSheet::refresh);
    connect(m_desk, &Switch::toggled, this, &NewRoomSheet::refresh);
    connect(m_make, &Button::clicked, this, &NewRoomSheet::submit);
    refresh();
}

void NewRoomSheet::build()
{
    setObjectName(u"newRoomSheet"_s);
    m_make->setObjectName(u"makeRoomButton"_s);
    m_meaning->setFit(Label::Fit::Wrap);
    auto *cancel = new Button(tr("Cancel"), Button::Kind::Secondary, card());
    cancel->setObjectName(u"cancelButton"_s);
    connect(cancel, &Button::clicked, this, &NewRoomSheet::dismiss);

    auto *open = new QHBoxLayout;
    open->addWidget(new Label(tr("Open to all"), Type::Base, Label::Ink::Text, Weight::SemiBold, card()), 1);
    open->addWidget(m_public);
    auto *desk = new QHBoxLayout;
    desk->addWidget(new Label(tr("Support desk"), Type::Base, Label::Ink::Text, Weight::SemiBold, card()), 1);
    desk->addWidget(m_desk);
    for (Button *button : { cancel, m_make })
        button->setMinimumHeight(px(36));
    auto *feet = new QHBoxLayout;
    feet->setSpacing(px(space::s));
    feet->addStretch(1);
    feet->addWidget(cancel);
    feet->addWidget(m_make);
    column()->addWidget(new Label(tr("New room"), Type::Title, Label::Ink::Text, Weight::SemiBold, card()));
    column()->addWidget(m_title);
    column()->addWidget(m_address);
    column()->addLayout(open);
    column()->addLayout(desk);
    column()->addWidget(m_meaning);
    column()->addSpacing(px(space::s));
    column()->addLayout(feet);
}

void NewRoomSheet::present() { open(m_title->edit()); }

void NewRoomSheet::refresh()
{
    const QByteArray name = roomNameFrom(m_title->text());
    m_address->setText(name.isEmpty() ? tr("Its address follows from the title.")
                                      : tr("Its address: %1").arg(QString::fromUtf8(name)));
    m_public->setEnabled(!m_desk->isChecked());
    m_meaning->setText(m_desk->isChecked()
            ? tr("Everybody on this server can ask for help here. You invite the agents.")
            : m_public->isChecked() ? tr("Everybody on this server can find it and join.")
                                    : tr("Only people who are invited can see it."));
    m_make->setEnabled(isRoomName(name) && !m_busy);
}

void NewRoomSheet::submit()
{
    const QByteArray name = roomNameFrom(m_title->text());
    if (m_busy || !isRoomName(name))
        return;
    m_busy = true;
    m_title->setProblem({});
    refresh();
    if (m_desk->isChecked())
        return m_client.desks().makeDesk(
            RoomId(name), m_title->text().simplified(), this, [this](const Result<RoomId> &made) { finish(made); });
    const auto visibility = m_public->isChecked() ? protocol::Visibility::Public : protocol::Visibility::Private;
    m_client.createRoom(RoomId(name), m_title->text().simplified(), visibility, this,
        [this](const Result<RoomId> &made) { finish(made); });
}

void NewRoomSheet::finish(const Result<RoomId> &made)
{
    m_busy = false;
    refresh();
    if (!made) {
        m_title->setProblem(roomErrorWords(made.error()));
        m_title->edit()->setFocus();
        return;
    }
    const RoomId room = *made;
    dismiss();
    Q_EMIT
    roomMade(room);
}

} // namespace hubbub::ui
