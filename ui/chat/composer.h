// SPDX-License-Identifier: GPL-3.0-or-later
// Where a message is written: text that grows, whom it answers, emoji, send, and a word when it gets too long.
#pragma once

#include "ui/chat/reply_bar.h"

#include <QWidget>

#include <functional>
#include <optional>

namespace hubbub::client {
struct Person;
}

namespace hubbub::ui {

class ComposerCompleter;
class ComposerEdit;
class EmojiPopup;
class IconButton;
class SendButton;

class Composer final : public QWidget {
    Q_OBJECT
public:
    explicit Composer(QWidget *parent = nullptr);

    void setPlaceholder(const QString &words);
    void setSendsByCtrl(bool on);
    /// Whom "@" offers, asked when it is typed.
    void setPeople(std::function<QList<client::Person>()> people);

    [[nodiscard]] QString text() const;
    /// As from a draft: nobody is told that the person typed.
    void setText(const QString &text);
    void setReply(const std::optional<ReplyTarget> &target);
    [[nodiscard]] const std::optional<ReplyTarget> &reply() const { return m_reply; }
    /// Puts a message's text in place of what is being written, which comes back with endEdit().
    void beginEdit(const EditTarget &target);
    void endEdit();
    [[nodiscard]] const std::optional<EditTarget> &edited() const { return m_edited; }
    /// The message can't be edited any more: what was written stays, as a message of its own.
    void keepEditAsText();
    /// All that would be lost with it: the text, and what an edit put aside.
    [[nodiscard]] QString written() const;
    /// The message was taken: empties text and reply.
    void clear();
    void focusText();
    /// A key that was pressed elsewhere, such as on the timeline, begins a message here.
    void typeOn(QKeyEvent *event);
    /// Said in place of what the length says, until the text changes.
    void showProblem(const QString &words);
    /// Said quietly at the same place while something goes on; empty: nothing does.
    void showHint(const QString &words);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// Bytes that the text has too many; 0 or less: fits.
    [[nodiscard]] qsizetype excess() const;

Q_SIGNALS:
    /// Not empty, not too long. The text stays until clear().
    void sendRequested(const QString &text, std::optional<qint64> replyTo);
    /// Not empty, not too long, and other than it was. The text stays until endEdit().
    void editDone(const hubbub::Mid &mid, const QString &text);
    void upPressed(); ///< with nothing written: the last own message is to be edited
    void typed(); ///< by the person, at each change
    void draftChanged(const QString &text);
    void escaped(); ///< Esc with nothing to leave here

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    [[nodiscard]] int inputHeight() const;
    void wire();
    void send();
    void onChanged();
    void refresh();
    void showBar();
    [[nodiscard]] int barHeight() const;
    void openEmoji();
    void leave();
    [[nodiscard]] int margin() const; ///< at both sides: the field is as wide as the conversation
    [[nodiscard]] QRect field() const; ///< the rounded box

    ComposerEdit *m_edit;
    ComposerCompleter *m_completer;
    ReplyBar *m_replyBar;
    SendButton *m_send;
    IconButton *m_smile;
    EmojiPopup *m_emoji;
    std::optional<ReplyTarget> m_reply;
    std::optional<EditTarget> m_edited;
    QString m_setAside; ///< what was being written when the edit began
    QString m_problem;
    QString m_hint;
    QString m_placeholder; ///< whole; shown as far as it fits
    bool m_quiet = false; ///< text is set by the program
};

} // namespace hubbub::ui
