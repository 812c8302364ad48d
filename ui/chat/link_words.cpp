// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/link_words.h"

#include "ui/common/tr.h"

namespace hubbub::ui {

using namespace Qt::StringLiterals;
using client::LinkView;
using client::LostReason;
using client::Phase;

namespace {

QString nameOf(const QUrl &url, const NodeNames &names)
{
    const QString name = names ? names(url) : QString();
    return name.isEmpty() ? hostWords(url) : name;
}

/// The node that was lost, or where it never said its name, its address.
QString lostNode(const LinkView &link, const NodeNames &names)
{
    return link.node.isEmpty() ? nameOf(link.url, names) : link.node.text();
}

struct Why {
    QString lead;
    QString sentence;
};

Why whyLost(const LinkView &link, const NodeNames &names)
{
    const QString node = lostNode(link, names);
    switch (link.reason) {
    case LostReason::Unreachable:
        return { tr("Can’t reach %1").arg(nameOf(link.url, names)), tr("nothing answers there.") };
    case LostReason::Silent:
        return { tr("Lost %1").arg(node), tr("the node stopped answering.") };
    case LostReason::Goodbye:
        return { tr("%1 said goodbye").arg(node), tr("it is being taken out of service.") };
    case LostReason::Busy:
        return { tr("%1 is busy").arg(node), tr("it asked to come back a little later.") };
    case LostReason::SlowConsumer:
        return { tr("%1 let go").arg(node), tr("this computer could not keep up with it.") };
    case LostReason::NotHubbub:
        return { tr("Something else answers for %1").arg(nameOf(link.url, names)),
            tr("perhaps the sign-in page of a Wi-Fi, to be opened in a browser.") };
    case LostReason::TokenExpired:
        return { tr("Signing in again"), tr("the pass for this session ran out.") };
    default:
        return { tr("Lost %1").arg(node), tr("the connection broke off.") };
    }
}

QString keptWords(int waiting)
{
    if (waiting == 0)
        return tr("Your messages are kept and will be sent.");
    if (waiting == 1)
        return tr("One message is kept and will be sent.");
    return tr("%1 messages are kept and will be sent.").arg(waiting);
}

QString attemptWords(const LinkView &link)
{
    return link.attempt > 1 ? tr(" (attempt %1)").arg(link.attempt) : QString();
}

BarWords lossWords(const LinkView &link, int waiting, const NodeNames &names)
{
    const Why why = whyLost(link, names);
    BarWords bar;
    bar.icon = Glyph::Unplug;
    bar.lead = why.lead;
    if (link.phase == Phase::Waiting) {
        const QUrl next = link.next.isEmpty() ? link.url : link.next;
        const bool same = next == link.url;
        bar.before = same ? tr(" — %1 Trying again in ").arg(why.sentence)
                          : tr(" — %1 Trying %2 in ").arg(why.sentence, nameOf(next, names));
        bar.counts = true;
        bar.after = tr("%1. %2").arg(attemptWords(link), keptWords(waiting));
        bar.action = BarAction::RetryNow;
        bar.button = tr("Retry now");
    } else {
        bar.before = tr(" — %1 Connecting to %2%3… %4")
                         .arg(why.sentence, nameOf(link.url, names), attemptWords(link), keptWords(waiting));
    }
    return bar;
}

BarWords terminalWords(const LinkView &link)
{
    BarWords bar { Tone::Crit, Glyph::CircleAlert, {}, {}, false, {}, BarAction::RetryNow, tr("Try again") };
    const QString host = hostWords(link.url);
    switch (link.reason) {
    case LostReason::Unauthorized:
        bar.lead = tr("You are signed out");
        bar.before = tr(" — %1 no longer accepts this session. What you wrote is kept.").arg(host);
        bar.action = BarAction::SignIn;
        bar.button = tr("Sign in again");
        break;
    case LostReason::Replaced:
        bar.tone = Tone::Warn;
        bar.lead = tr("In use elsewhere");
        bar.before = tr(" — another window signed in as this device.");
        bar.button = tr("Use it here");
        break;
    case LostReason::Removed:
        bar.lead = tr("Removed by an operator");
        bar.before = tr(" — ask whoever runs %1 before you come back.").arg(host);
        bar.action = BarAction::SignIn;
        bar.button = tr("Sign in again");
        break;
    case LostReason::Version:
        bar.lead = tr("%1 speaks another version").arg(host);
        bar.before = tr(" — one of the two needs an update.");
        break;
    case LostReason::Tls:
        bar.lead = tr("%1 can’t be trusted").arg(host);
        bar.before = tr(" — its certificate is not valid, so nothing was sent to it.");
        break;
    default:
        bar.lead = tr("Stopped after an error of ours");
        bar.before = tr(" — %1 refused what this program sent, twice.").arg(host);
        break;
    }
    return bar;
}

ChipWords offlineChip(const LinkView &link)
{
    if (!isTerminal(link.reason))
        return { Tone::Neutral, Glyph::WifiOff, tr("Offline"), tr("Not connected."), false };
    const BarWords bar = terminalWords(link);
    return { bar.tone, Glyph::WifiOff, tr("Offline"), bar.lead + bar.before, false };
}

ChipWords onlineChip(const LinkView &link)
{
    const QString node = link.node.isEmpty() ? tr("Online") : link.node.text();
    if (!link.redisUp)
        return { Tone::Warn, Glyph::Database, tr("%1 · holding").arg(node),
            tr("Connected to %1, which can’t reach its store.").arg(node), false };
    if (!link.roundTrip)
        return { Tone::Ok, Glyph::Wifi, node, tr("Connected to %1.").arg(node), false };
    const auto ms = link.roundTrip->count();
    const QString trip = ms < 1 ? tr("< 1 ms") : tr("%1 ms").arg(ms);
    return { Tone::Ok, Glyph::Wifi, u"%1 · %2"_s.arg(node, trip), tr("Connected to %1, round trip %2.").arg(node, trip),
        false };
}

ChipWords honestChip(const LinkView &link)
{
    const bool again = link.attempt > 0;
    switch (link.phase) {
    case Phase::Online:
        return onlineChip(link);
    case Phase::Waiting:
        return { Tone::Warn, Glyph::Loader, tr("Reconnecting"), tr("The connection was lost."), true };
    case Phase::Dialing:
    case Phase::Greeting:
        return { again ? Tone::Warn : Tone::Neutral, Glyph::Loader, again ? tr("Reconnecting") : tr("Connecting"),
            tr("Connecting to %1.").arg(hostWords(link.url)), true };
    case Phase::Offline:
        break;
    }
    return offlineChip(link);
}

} // namespace

QString hostWords(const QUrl &url)
{
    if (url.host().isEmpty())
        return tr("the server");
    return url.port() < 0 ? url.host() : u"%1:%2"_s.arg(url.host()).arg(url.port());
}

QString lostClause(LostReason reason)
{
    switch (reason) {
    case LostReason::None:
        return tr("it was left");
    case LostReason::Silent:
        return tr("the node stopped answering");
    case LostReason::Goodbye:
        return tr("the node was taken out of service");
    case LostReason::Busy:
        return tr("the node had no room");
    case LostReason::SlowConsumer:
        return tr("this computer could not keep up");
    case LostReason::TokenExpired:
        return tr("the pass for the session ran out");
    case LostReason::Unauthorized:
        return tr("the session was ended");
    case LostReason::Replaced:
        return tr("this device signed in elsewhere");
    case LostReason::Removed:
        return tr("an operator ended it");
    default:
        return tr("it broke off");
    }
}

bool isTerminal(LostReason reason) { return reason >= LostReason::Unauthorized; }

ChipWords chipWords(const LinkView &link)
{
    ChipWords out = honestChip(link);
    if (link.troubled) {
        out.word += u" · "_s + tr("simulated");
        out.spoken += u' ' + tr("A bad network is simulated.");
        out.tone = Tone::Warn;
    }
    return out;
}

std::optional<BarWords> barWords(const LinkView &link, int waitingSends, const NodeNames &names)
{
    switch (link.phase) {
    case Phase::Offline:
        if (isTerminal(link.reason))
            return terminalWords(link);
        return std::nullopt;
    case Phase::Dialing:
    case Phase::Greeting:
        if (link.attempt == 0)
            return std::nullopt;
        return lossWords(link, waitingSends, names);
    case Phase::Waiting:
        return lossWords(link, waitingSends, names);
    case Phase::Online:
        break;
    }
    if (link.redisUp)
        return std::nullopt;
    const QString node = link.node.isEmpty() ? hostWords(link.url) : link.node.text();
    return BarWords { Tone::Warn, Glyph::Database, tr("The cluster’s store is away"),
        tr(" — %1 can’t reach Redis and takes no messages for now. %2").arg(node, keptWords(waitingSends)), false, {},
        BarAction::None, {} };
}

} // namespace hubbub::ui
