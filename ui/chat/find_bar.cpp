// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/find_bar.h"

#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/search_field.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int tall = 50;
constexpr int countWidth = 110;

} // namespace

FindBar::FindBar(TimelineSearch &search, QWidget *parent)
    : QWidget(parent)
    , m_search(search)
    , m_field(new SearchField(tr("Find in this room…"), {}, this))
    , m_count(new Label({}, Type::Small, Label::Ink::Secondary, Weight::Regular, this))
    , m_older(new IconButton(Glyph::ChevronUp, tr("Older match"), this))
    , m_newer(new IconButton(Glyph::ChevronDown, tr("Newer match"), this))
    , m_close(new IconButton(Glyph::X, tr("Close the search"), this))
{
    setObjectName(u"findBar"_s);
    m_field->setObjectName(u"findField"_s);
    m_count->setObjectName(u"findCount"_s);
    m_older->setObjectName(u"findOlderButton"_s);
    m_newer->setObjectName(u"findNewerButton"_s);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_field, 1);
    row->addWidget(m_count);
    row->addWidget(m_older);
    row->addWidget(m_newer);
    row->addWidget(m_close);
    connect(m_field, &SearchField::textChanged, this, [this](const QString &text) { m_search.setQuery(text); });
    connect(m_field, &SearchField::returnPressed, &m_search, &TimelineSearch::goOlder);
    connect(m_field, &SearchField::stepped, this, [this](int rows) {
        if (rows < 0)
            m_search.goOlder();
        else
            m_search.goNewer();
    });
    connect(m_field, &SearchField::escaped, this, &FindBar::close);
    connect(m_older, &IconButton::clicked, &m_search, &TimelineSearch::goOlder);
    connect(m_newer, &IconButton::clicked, &m_search, &TimelineSearch::goNewer);
    connect(m_close, &IconButton::clicked, this, &FindBar::close);
    connect(&m_search, &TimelineSearch::changed, this, &FindBar::refresh);
    connect(&Theme::instance(), &Theme::changed, this, &FindBar::adopt);
    adopt();
    refresh();
    hide();
}

void FindBar::adopt()
{
    layout()->setContentsMargins(px(space::l), 0, px(space::m), 1);
    layout()->setSpacing(px(space::xs));
    m_count->setFixedWidth(px(countWidth));
    updateGeometry();
    update();
}

QSize FindBar::sizeHint() const { return { px(380), px(tall) }; }

void FindBar::refresh()
{
    QString words;
    if (m_search.isReachingBack())
        words = tr("Looking further back…");
    else if (m_search.count() > 0)
        words = tr("%1 of %2").arg(groupedNumber(m_search.place()), groupedNumber(m_search.count()));
    else if (!m_search.query().isEmpty())
        words = tr("Nothing found");
    m_count->setText(words);
    m_field->setAccessibleDescription(words);
    m_older->setEnabled(!m_search.query().isEmpty());
    m_newer->setEnabled(m_search.place() > 1);
}

void FindBar::open()
{
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    m_search.setQuery(m_field->text());
}

void FindBar::close()
{
    if (isHidden())
        return;
    hide();
    m_search.setQuery({});
    Q_EMIT
    closed();
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

void FindBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens().line);
}

} // namespace hubbub::ui
