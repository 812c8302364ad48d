// SPDX-License-Identifier: GPL-3.0-or-later
// Completes what is being written: "@in" to a member of the room, ":smi" to an emoji, and ":tada:" at its last colon.
// Arrows choose, Enter and Tab take, Escape closes; without a list all keys are the text's.
#pragma once

#include "core/client/chat_client.h"
#include "ui/chat/completion_token.h"

#include <QObject>
#include <QPointer>

#include <functional>

class QKeyEvent;

namespace hubbub::ui {

class ComposerEdit;
class CompletionList;
struct Completion;

class ComposerCompleter final : public QObject {
    Q_OBJECT
public:
    using PeopleSource = std::function<QList<client::Person>()>;

    explicit ComposerCompleter(ComposerEdit *edit);
    ~ComposerCompleter() override;

    /// Whom "@" offers; asked once each time that a list of people opens.
    void setPeople(PeopleSource people) { m_source = std::move(people); }
    /// The person changed the text.
    void typed();
    void close();
    [[nodiscard]] bool isOpen() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();
    void show(const CompletionToken &token);
    void readPeople();
    void take();
    bool handleKey(const QKeyEvent &event);
    void finishEmoji();
    [[nodiscard]] QList<Completion> rowsFor(const CompletionToken &token);
    [[nodiscard]] QList<Completion> peopleFor(const QString &query);

    ComposerEdit *m_edit;
    QPointer<CompletionList> m_list; ///< the window's
    PeopleSource m_source;
    QList<client::Person> m_people; ///< while a list of people is open
    QStringList m_calls; ///< their user names
    QList<qsizetype> m_fitting; ///< those that fit m_fitted: no others fit what goes on from there
    QString m_fitted;
    std::optional<CompletionToken> m_token; ///< what the open list is for
    std::optional<qsizetype> m_leftAlone; ///< where a token begins whose list was closed by Escape
    bool m_taking = false;
};

} // namespace hubbub::ui
