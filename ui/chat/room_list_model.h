// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms of one person as rows, newest activity first, and a filter over them. Told whole lists, it tells its views
// only what differs, so that selection and scrolling survive.
#pragma once

#include "ui/chat/room_words.h"
#include "ui/notify/attention.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include <functional>

namespace hubbub::ui {

class RoomListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        SummaryRole = Qt::UserRole, ///< client::RoomSummary
        PreviewRole, ///< RoomPreview
        RoomRole, ///< RoomId
        OtherRole, ///< client::Person: whom a direct room is with
        KnownRole, ///< bool: whether presences are what they are now
        AttentionRole, ///< Attention, as a number
        PinnedRole, ///< bool
    };
    /// Display names of people in a room, for those who type.
    using NamesOf = std::function<QStringList(const client::RoomSummary &)>;

    using OtherOf = std::function<std::optional<client::Person>(const client::RoomSummary &)>;

    explicit RoomListModel(QObject *parent = nullptr);

    void setMe(const UserId &me);
    void setNames(NamesOf names);
    void setOthers(OtherOf others);
    /// What the person chose for each room.
    struct Choice {
        Attention attention = Attention::All;
        bool pinned = false;
    };
    using ChoiceOf = std::function<Choice(const RoomId &)>;
    void setChoices(ChoiceOf choices);
    void refreshChoices();
    void refresh(const RoomId &room); ///< what is not in its summary changed
    void setKnown(bool known); ///< whether presences are what they are now
    /// In that order, but what is pinned before the rest.
    void setRooms(const QList<client::RoomSummary> &rooms);
    /// One room's summary, its place unchanged; nothing where the room is not in the list.
    void updateRoom(const client::RoomSummary &room);

    [[nodiscard]] int rowOf(const RoomId &room) const; ///< -1 where it is not in the list
    [[nodiscard]] const client::RoomSummary &at(int row) const { return m_rooms.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    void removeGone(const QList<client::RoomSummary> &next);
    void placeAt(int row, const client::RoomSummary &room);
    [[nodiscard]] RoomPreview previewOf(const client::RoomSummary &room) const;
    [[nodiscard]] Choice choiceOf(const RoomId &room) const { return m_choices ? m_choices(room) : Choice {}; }
    [[nodiscard]] QString spoken(const client::RoomSummary &room) const;

    QList<client::RoomSummary> m_rooms;
    UserId m_me;
    NamesOf m_names;
    OtherOf m_others;
    ChoiceOf m_choices;
    bool m_known = true;
};

/// Rooms whose title or id holds all words of a query, in any order.
class RoomFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit RoomFilter(QObject *parent = nullptr);
    void setQuery(const QString &query);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
};

} // namespace hubbub::ui
