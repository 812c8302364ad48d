// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/launcher/notice_strip.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int noticeGlyph = 18;

} // namespace

NoticeStrip::NoticeStrip(QWidget *parent)
    : QWidget(parent)
    , m_text(new Label({}, Type::Base, Label::Ink::Text, Weight::Regular, this))
    , m_close(new IconButton(Glyph::X, tr("Dismiss"), this))
{
    setObjectName(u"clusterNotice"_s);
    m_text->setFit(Label::Fit::Wrap);
    m_close->setObjectName(u"dismissNoticeButton"_s);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_text, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &IconButton::clicked, this, [this] { setSentence({}); });
    connect(&Theme::instance(), &Theme::changed, this, &NoticeStrip::adopt);
    adopt();
    hide();
}

void NoticeStrip::adopt()
{
    layout()->setContentsMargins(px(space::l + noticeGlyph + space::s), px(space::s), px(space::m), px(space::s));
    layout()->setSpacing(px(space::m));
    m_close->setFixedSize(px(28), px(28));
    update();
}

void NoticeStrip::setSentence(const QString &sentence)
{
    m_text->setText(sentence);
    setAccessibleName(sentence);
    setVisible(!sentence.isEmpty());
}

QString NoticeStrip::sentence() const { return m_text->text(); }

void NoticeStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &t = tokens();
    painter.fillRect(rect(), t.warnSoft);
    painter.fillRect(QRect(0, height() - 1, width(), 1), t.line);
    paintGlyph(painter, Glyph::TriangleAlert,
        QRectF(px(space::l), (height() - px(noticeGlyph)) / 2.0, px(noticeGlyph), px(noticeGlyph)), t.warn);
}

} // namespace hubbub::ui
