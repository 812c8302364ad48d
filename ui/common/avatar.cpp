// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/avatar.h"

#include "ui/common/fonts.h"
#include "ui/common/metrics.h"
#include "ui/common/paint.h"
#include "ui/common/theme.h"

#include <QHash>
#include <QPainter>
#include <QTextBoundaryFinder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace hubbub::ui {

namespace {

/// The first letter or digit as a person sees it, with its marks; empty where there is none.
QString firstLetter(QStringView word)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word.data(), word.size());
    for (qsizetype from = 0, to = finder.toNextBoundary(); to > from; from = to, to = finder.toNextBoundary()) {
        const QStringView cluster = word.sliced(from, to - from);
        const char32_t code = cluster.size() > 1 && cluster[0].isHighSurrogate()
            ? QChar::surrogateToUcs4(cluster[0], cluster[1])
            : cluster[0].unicode();
        if (QChar::isLetterOrNumber(code))
            return cluster.first(std::min<qsizetype>(cluster.size(), 6)).toString().toUpper();
    }
    return {};
}

QString digitIn(QStringView word)
{
    const auto at = std::find_if(word.begin(), word.end(), [](QChar c) { return c.isDigit(); });
    return at == word.end() ? QString() : QString(*at);
}

/// FNV-1a, 32 bits: qHash differs from run to run.
quint32 stableHash(const QByteArray &key)
{
    quint32 hash = 2166136261U;
    for (const char c : key)
        hash = (hash ^ static_cast<uchar>(c)) * 16777619U;
    return hash ^ (hash >> 15);
}

QPixmap disc(const QString &letters, const QColor &colour, int size, qreal ratio)
{
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(0, 0, size, size));
    QFont face = typeface(Type::Base, Weight::SemiBold);
    face.setPixelSize(std::max(8, static_cast<int>(size * (letters.size() > 1 ? 0.36 : 0.40))));
    painter.setFont(face);
    painter.setPen(Qt::white);
    painter.drawText(QRectF(0, 0, size, size), Qt::AlignCenter, letters);
    return pixmap;
}

struct DiscKey {
    QString letters;
    QRgb colour;
    int size;
    int percent; ///< of the screen's scale
    friend bool operator==(const DiscKey &, const DiscKey &) = default;
    friend size_t qHash(const DiscKey &k, size_t seed = 0)
    {
        return qHashMulti(seed, k.letters, k.colour, k.size, k.percent);
    }
};

const QPixmap &keptDisc(const QString &letters, const QColor &colour, int size, qreal ratio)
{
    static QHash<DiscKey, QPixmap> kept;
    const DiscKey key { letters, colour.rgb(), size, qRound(ratio * 100) };
    auto found = kept.find(key);
    if (found == kept.end()) {
        if (kept.size() > 1024)
            kept.clear();
        found = kept.insert(key, disc(letters, colour, size, ratio));
    }
    return *found;
}

} // namespace

QString initials(const QString &name)
{
    QStringView rest(name);
    while (!rest.isEmpty() && !rest[0].isLetterOrNumber() && !rest[0].isSurrogate())
        rest = rest.sliced(1);
    QList<QStringView> words;
    for (const QStringView word : rest.split(u' ', Qt::SkipEmptyParts)) {
        for (const QStringView part : word.split(u'-', Qt::SkipEmptyParts))
            words.append(part);
    }
    QStringList letters;
    for (const QStringView word : std::as_const(words)) {
        if (const QString letter = firstLetter(word); !letter.isEmpty())
            letters.append(letter);
    }
    if (letters.isEmpty())
        return u"?"_s;
    if (letters.size() == 1)
        return letters[0] + (words.size() == 1 ? digitIn(words[0].sliced(1)) : QString());
    return letters.first() + letters.last();
}

QColor avatarColour(const QByteArray &key)
{
    const auto &all = avatarColours();
    return all[stableHash(key) % all.size()];
}

QColor nameColour(const QByteArray &key, const QColor &surface)
{
    // A handful of colours on a handful of surfaces, asked for at every row.
    static QHash<std::pair<QRgb, QRgb>, QColor> kept;
    const QColor colour = avatarColour(key);
    QColor &made = kept[{ colour.rgb(), surface.rgb() }];
    if (!made.isValid())
        made = readable(colour, surface, 4.6);
    return made;
}

void paintAvatar(QPainter &painter, const QRectF &where, const AvatarLook &look)
{
    const int size = qRound(where.width());
    const qreal ratio = painter.device() ? painter.device()->devicePixelRatioF() : 1.0;
    const QColor behind = look.behind.isValid() ? look.behind : tokens().surface;
    const QColor colour = look.dimmed ? mixed(avatarColour(look.key), behind, 0.25) : avatarColour(look.key);
    painter.drawPixmap(where.topLeft(), keptDisc(initials(look.name), colour, size, ratio));
    if (!look.presence)
        return;
    const double dot = std::max(8.0, size * 0.26);
    const double reach = size / 2.0 * 0.7071;
    paintPresence(painter, where.center() + QPointF(reach, reach), dot, *look.presence, behind);
}

void paintPresence(
    QPainter &painter, const QPointF &centre, double diameter, protocol::Presence state, const QColor &behind)
{
    const Tokens &t = tokens();
    const double r = diameter / 2;
    const double ring = std::max(1.5, diameter * 0.2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(behind);
    painter.drawEllipse(centre, r + ring, r + ring);
    switch (state) {
    case protocol::Presence::Online:
        painter.setBrush(t.ok);
        painter.drawEllipse(centre, r, r);
        break;
    case protocol::Presence::Away: { // a clock's hand
        painter.setBrush(t.warn);
        painter.drawEllipse(centre, r, r);
        painter.setPen(QPen(behind, std::max(1.2, diameter * 0.16), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(centre, centre + QPointF(0, -r * 0.55));
        painter.drawLine(centre, centre + QPointF(r * 0.45, r * 0.2));
        break;
    }
    case protocol::Presence::Busy: // no entry
        painter.setBrush(t.crit);
        painter.drawEllipse(centre, r, r);
        painter.setPen(QPen(behind, std::max(1.4, diameter * 0.2), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(centre - QPointF(r * 0.45, 0), centre + QPointF(r * 0.45, 0));
        break;
    case protocol::Presence::Offline: {
        const double pen = std::max(1.5, diameter * 0.2);
        painter.setPen(QPen(t.faint, pen));
        painter.setBrush(behind);
        painter.drawEllipse(centre, r - pen / 2, r - pen / 2);
        break;
    }
    }
    painter.restore();
}

Avatar::Avatar(int size, QWidget *parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void Avatar::setLook(const AvatarLook &look)
{
    if (look == m_look)
        return;
    m_look = look;
    setAccessibleName(look.name);
    update();
}

QSize Avatar::sizeHint() const { return { px(m_size), px(m_size) }; }

void Avatar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAvatar(painter, QRectF(0, 0, px(m_size), px(m_size)), m_look);
}

} // namespace hubbub::ui
