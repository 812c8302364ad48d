// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/console/time_travel.h"

#include "core/operator/playback.h"
#include "core/operator/recorder.h"
#include "ui/common/button.h"
#include "ui/common/label.h"
#include "ui/common/metrics.h"
#include "ui/common/segments.h"
#include "ui/common/theme.h"
#include "ui/common/time_words.h"
#include "ui/console/console_words.h"
#include "ui/console/time_track.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLocale>
#include <QMessageBox>
#include <QPainter>
#include <QPointer>

#include <algorithm>
#include <array>

namespace hubbub::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int travelHeight = 52;
constexpr std::array<int, 3> speeds { 1, 10, 60 };
constexpr qint64 aroundIncident = 15 * 60; // seconds before and after
const QString incidentEnding = u".hubrec"_s;

QList<TimeTrack::Trouble> troublesOf(const QList<ops::Alert> &alerts, qint64 last)
{
    QList<TimeTrack::Trouble> out;
    for (const ops::Alert &alert : alerts) {
        const Tone tone = alert.level == ops::AlertLevel::Critical ? Tone::Crit : Tone::Warn; // also once it is over
        out.append({ alert.since / 1000, alert.until > 0 ? alert.until / 1000 : last, tone, alertTitle(alert) });
    }
    // What is worse is drawn over what is less.
    std::stable_sort(out.begin(), out.end(),
        [](const auto &a, const auto &b) { return a.tone != Tone::Crit && b.tone == Tone::Crit; });
    return out;
}

} // namespace

TimeTravel::TimeTravel(QWidget *parent)
    : QWidget(parent)
    , m_live(new Button(tr("Back to live"), Button::Kind::Primary, this))
    , m_play(new IconButton(Glyph::Play, tr("Play"), this))
    , m_speed(new Segments(tr("Speed"), { u"1×"_s, u"10×"_s, u"60×"_s }, this))
    , m_track(new TimeTrack(this))
    , m_moment(new Label({}, Type::Base, Label::Ink::Text, Weight::SemiBold, this))
    , m_save(new IconButton(Glyph::Download, tr("Save the half hour around this moment as an incident…"), this))
    , m_open(new IconButton(Glyph::Folder, tr("Open a saved incident…"), this))
{
    setObjectName(u"timeTravel"_s);
    m_live->setObjectName(u"backToLive"_s);
    m_play->setObjectName(u"playRecording"_s);
    m_save->setObjectName(u"saveIncident"_s);
    m_moment->setObjectName(u"recordedMoment"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_live);
    row->addWidget(m_play);
    row->addWidget(m_speed);
    row->addWidget(m_track, 1);
    row->addWidget(m_moment);
    row->addWidget(m_save);
    row->addWidget(m_open);
    m_speed->setChosen(0);
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &TimeTravel::step);
    connect(m_live, &Button::clicked, this, &TimeTravel::leave);
    connect(m_play, &IconButton::clicked, this, [this] { play(!m_timer.isActive()); });
    connect(m_track, &TimeTrack::secondWanted, this, &TimeTravel::seek);
    connect(m_save, &IconButton::clicked, this, &TimeTravel::askSave);
    connect(m_open, &IconButton::clicked, this, &TimeTravel::askOpen);
    connect(&Theme::instance(), &Theme::changed, this, &TimeTravel::adopt);
    adopt();
    hide();
}

TimeTravel::~TimeTravel() = default;

void TimeTravel::adopt()
{
    setFixedHeight(px(travelHeight));
    layout()->setContentsMargins(px(space::l), 0, px(space::l), 0);
    layout()->setSpacing(px(space::s));
    update();
}

void TimeTravel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().surface);
    painter.fillRect(QRect(0, 0, width(), 1), tokens().line);
}

void TimeTravel::setRecorder(ops::Recorder *recorder)
{
    m_recorder = recorder;
    m_live->setVisible(recorder != nullptr);
    if (recorder == nullptr && isAway() && !m_isIncident)
        leave();
}

ops::OperatorWatch *TimeTravel::watch() const { return m_playback ? &m_playback->watch() : nullptr; }

qint64 TimeTravel::second() const { return m_playback ? m_playback->second() : 0; }

void TimeTravel::enter()
{
    if (m_recorder == nullptr)
        return;
    // The recorder may outlive this window.
    m_recorder->flush([here = QPointer<TimeTravel>(this)] {
        if (here && here->m_recorder != nullptr)
            here->open(here->m_recorder->path(), false);
    });
}

void TimeTravel::openIncident(const QString &path) { open(path, true); }

void TimeTravel::open(const QString &path, bool incident)
{
    m_wasIncident = incident;
    m_opening = std::make_unique<ops::Playback>(path);
    ops::Playback *playback = m_opening.get();
    connect(playback, &ops::Playback::failed, this, &TimeTravel::complain);
    connect(playback, &ops::Playback::opened, this,
        [playback, incident] { playback->seek(incident ? playback->span().first : playback->span().last); });
    connect(playback, &ops::Playback::moved, this, [this, playback] {
        if (playback == m_opening.get())
            onOpened();
        onMoved();
    });
    playback->open();
}

void TimeTravel::onOpened()
{
    play(false);
    const auto former = std::exchange(m_playback, std::move(m_opening));
    m_isIncident = m_wasIncident;
    const ops::RecordingFile::Span &span = m_playback->span();
    m_track->setSpan(span.first, span.last);
    m_track->setTroubles(troublesOf(span.alerts, span.last));
    m_save->setVisible(!m_isIncident);
    show();
    Q_EMIT
    watchChanged();
}

void TimeTravel::onMoved()
{
    if (!m_playback)
        return;
    const qint64 second = m_playback->second();
    if (!m_track->isSliderDown())
        m_track->setSecond(second);
    const QDateTime at = QDateTime::fromSecsSinceEpoch(second);
    const QString day = at.date() == QDate::currentDate() ? QString() : QLocale().toString(at.date(), u"ddd d MMM "_s);
    m_moment->setText(day + at.toString(u"HH:mm:ss"_s));
    Q_EMIT
    moved();
}

void TimeTravel::leave()
{
    play(false);
    m_opening.reset();
    if (!m_playback)
        return;
    const auto former = std::exchange(m_playback, nullptr); // shown until the others know
    m_isIncident = false;
    hide();
    Q_EMIT
    watchChanged();
}

void TimeTravel::seek(qint64 second)
{
    if (m_playback)
        m_playback->seek(second);
}

void TimeTravel::play(bool on)
{
    if (on)
        m_timer.start();
    else
        m_timer.stop();
    m_play->setGlyph(on ? Glyph::Pause : Glyph::Play);
    m_play->setName(on ? tr("Pause") : tr("Play"));
}

void TimeTravel::step()
{
    if (!m_playback)
        return;
    const qint64 next = m_playback->second() + speeds.at(static_cast<size_t>(std::max(0, m_speed->chosen())));
    if (next > m_playback->span().last)
        play(false);
    else
        m_playback->seek(next);
}

void TimeTravel::askSave()
{
    if (!m_playback)
        return;
    const QString name = u"incident-%1%2"_s.arg(
        QDateTime::fromSecsSinceEpoch(m_playback->second()).toString(u"yyyy-MM-dd-HHmm"_s), incidentEnding);
    auto *dialog =
        new QFileDialog(this, tr("Save incident"), name, tr("Recordings of Hubbub (*%1)").arg(incidentEnding));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(incidentEnding.mid(1));
    connect(dialog, &QFileDialog::fileSelected, this, &TimeTravel::saveIncident);
    dialog->open();
}

void TimeTravel::saveIncident(const QString &path)
{
    if (!m_playback)
        return;
    const qint64 at = m_playback->second();
    m_playback->save(path, at - aroundIncident, at + aroundIncident, [this, path](const QString &problem) {
        if (!problem.isEmpty())
            complain(problem);
        else
            m_save->setName(tr("Saved as %1").arg(path));
    });
}

void TimeTravel::askOpen()
{
    auto *dialog =
        new QFileDialog(this, tr("Open an incident"), {}, tr("Recordings of Hubbub (*%1)").arg(incidentEnding));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &TimeTravel::openIncident);
    dialog->open();
}

void TimeTravel::complain(const QString &sentence)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Recording"), sentence, QMessageBox::Ok, window());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace hubbub::ui
