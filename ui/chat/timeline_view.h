// SPDX-License-Identifier: GPL-3.0-or-later
// A room's messages on screen. Takes any number of rows; lays out and paints only those in sight.
#pragma once

#include "ui/chat/timeline_geometry.h"
#include "ui/chat/timeline_rows.h"
#include "ui/chat/timeline_selection.h"

#include <QAbstractScrollArea>
#include <QPointer>
#include <QScrollBar>
#include <QTimer>

namespace hubbub::ui {

class JumpButton;
class SmoothScroll;
class TimelinePointer;
class TypingLine;

class TimelineView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TimelineView(QWidget *parent = nullptr);
    ~TimelineView() override;

    /// Borrowed, and followed until another is set; nullptr shows nothing. Opens at the first new row, or at the end.
    void setSource(TimelineSource *source, const UserId &me);
    [[nodiscard]] TimelineSource *source() const { return m_source; }

    /// Where the person had scrolled to, to come back to it in the same room.
    struct Place {
        Mid mid;
        int fromTop = 0;
        bool atEnd = true;
    };
    [[nodiscard]] Place place() const;
    void setPlace(const Place &place);

    void setTyping(const QStringList &names);
    /// How people are called, for whoever reacted; without it, by their ids.
    using Names = std::function<QString(const UserId &)>;
    void setNames(Names names) { m_names = std::move(names); }
    [[nodiscard]] QString nameOf(const UserId &user) const { return m_names ? m_names(user) : user.text(); }
    /// Who has read up to a seq, by name; without it, nobody is known to.
    using Readers = std::function<QList<UserId>(qint64 seq)>;
    void setReaders(Readers readers) { m_readers = std::move(readers); }
    [[nodiscard]] QList<UserId> readersOf(qint64 seq) const { return m_readers ? m_readers(seq) : QList<UserId>(); }
    /// Whether messages of others may be removed here.
    void setModerates(bool on) { m_moderates = on; }
    [[nodiscard]] bool moderates() const { return m_moderates; }
    [[nodiscard]] const UserId &me() const { return m_me; }
    /// A line of the program's own below the newest row, such as "Recovered 14 messages".
    void addNote(const Pill &note);
    /// Shown where there is no row.
    void setEmptyWords(const QString &title, const QString &hint);
    /// Shown above the room's very first row.
    void setBeginningWords(const QString &words);

    void scrollToEnd();
    /// Brings a message into sight and points it out. False where it is not in memory.
    bool scrollToSeq(qint64 seq);
    /// Brings a row to the top, below the name of its day.
    void showRowAtTop(int row);
    /// Letters that are marked wherever they stand; empty: none.
    void setHighlight(const QString &text);
    /// Brings a row into sight where it is not.
    void showRow(int row);
    [[nodiscard]] bool isAtEnd() const { return m_geometry.isAtEnd(); }

    [[nodiscard]] QString selectedText();
    void copySelection();
    /// Takes the 'new' line away.
    void clearNewLine();

    /// What is at a point of the viewport.
    struct Hit {
        enum class Part : quint8 { Nothing, Row, Bubble, Text, Link, Quote, Reaction, Failure, Person, Day };
        int row = -1;
        Part part = Part::Nothing;
        int letter = 0;
        QUrl url;
        QString emoji; ///< of the reaction
    };
    [[nodiscard]] Hit hitAt(const QPoint &point);
    [[nodiscard]] TimelineSelection &selection() { return m_selection; }
    [[nodiscard]] const RowLayout &layoutAt(int row) { return m_rows.at(row); }
    [[nodiscard]] QRect rowRect(int row) const; ///< in the viewport; empty where out of sight
    void setHovered(const Hit &hit);
    void scrollPixels(int down);
    /// Page up and down, Home, End, pressed while the composer has the focus.
    void scrollByKey(QKeyEvent *event) { keyPressEvent(event); }

Q_SIGNALS:
    void replyRequested(const hubbub::client::TimelineItem &item);
    void editRequested(const hubbub::client::TimelineItem &item);
    void removeRequested(const hubbub::client::TimelineItem &item);
    void reactionRequested(const hubbub::client::TimelineItem &item, const QString &emoji, bool on);
    /// More emoji than the menu has; to be offered at that point of the screen.
    void emojiRequested(const hubbub::client::TimelineItem &item, const QPoint &at);
    void dayPressed(const QDate &day); ///< its name above a row
    /// The author was pressed; `place` is of the screen.
    void personRequested(const hubbub::UserId &user, const QRect &place);
    void retryRequested(const hubbub::Mid &mid); ///< of a message or of a change of one
    void discardRequested(const hubbub::Mid &mid);
    /// The newest stored row that was in sight while the window was active; rises only.
    void seen(qint64 seq);
    void endReached(bool atEnd);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void insertRows(int first, int count);
    void changeRows(int first, int count);
    void removeRows(int first, int count);
    void resetRows();
    void refresh(); ///< settle, sync the bar, repaint
    void syncBar();
    void placeOverlays();
    void restyle();
    void findFirstNew();
    void openAtNew();
    void askForOlder();
    void reportSeen();
    void noteArrivals(int first, int count);
    void paintAround(QPainter &painter);
    void paintEmpty(QPainter &painter);
    [[nodiscard]] int contentWidth() const;
    [[nodiscard]] int contentLeft() const;

    TimelineSource *m_source = nullptr;
    UserId m_me;
    TimelineRows m_rows;
    TimelineGeometry m_geometry;
    TimelineSelection m_selection;
    std::unique_ptr<TimelinePointer> m_pointer;
    SmoothScroll *m_smooth;
    JumpButton *m_jump;
    TypingLine *m_typing;
    QScrollBar *m_bar; ///< over the viewport, so that it takes no room
    QTimer m_flashTimer;
    QTimer m_olderTimer;
    Hit m_hovered;
    QString m_emptyTitle;
    QString m_emptyHint;
    QString m_beginning;
    QString m_highlight;
    Names m_names;
    Readers m_readers;
    bool m_moderates = false;
    qint64 m_readAtOpen = 0;
    qint64 m_seen = 0;
    qint64 m_flashSeq = 0;
    double m_flash = 0;
    bool m_fetchFailed = false;
    bool m_wasAtEnd = true;
};

} // namespace hubbub::ui
