// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load/options.h"

using namespace Qt::StringLiterals;

namespace hubbub::load {

QString helpText()
{
    return uR"(hubbub-load plays many users against running nodes.

  hubbub-load run --nodes URL[,URL...] --secret-file FILE --redis URL [OPTION...]
      chats for a while, then checks that nothing was lost, doubled or out of order
    --users N          simulated users (100)
    --rooms M          rooms (10; check: 30), of which each user is in --rooms-per-user (3)
    --rate R           messages a second, of all users together (100)
    --churn R          connections cut without a word, a second (0); they come back by themselves
    --register         sign up and join over the protocol, in place of writing to Redis; the nodes must run with
                       --registration open
    --settle S         how long everyone may take to be back and quiet at the end (60)
    --keep             leave users and rooms in Redis
    --seed N           repeats who does what when; by chance, and printed, where it is left out
    --history FILE     where to leave what was seen, if a promise was broken (hubbub-load-SEED.history)

  hubbub-load check [OPTION...]
      starts a cluster of its own, breaks it again and again while users chat, and checks the same and more; the last
      line is the verdict. Takes the options of run, but for --register, and
    --faults A,B,...   of kill, pause, redis-restart, redis-pause, cut, slow-reader, drain, storm (all), or none
    --cluster N        nodes of the cluster (3)
    --moves R          members a second that leave a room or are put out, and come back (1)
      With --nodes, --secret-file and --redis it uses that cluster, and can but cut, slow-reader and storm.

  hubbub-load explain FILE
      tells a history that check or run left: the shortest story that shows each kind of violation

  hubbub-load bench --workload NAME[,NAME...] --nodes URL[,URL...] [OPTION...]
      measures a server; NAME is one of fan-out, saturated-1, saturated-4, saturated-32, chat, chat-saturated,
      idle-1000, idle-10000, storm, publish, or all; or of a family that shows how a cost grows: idle-N (N connections,
      messages to 100 of them), rooms-N (N rooms of one), apart-N (N nodes, messages to members of one of them),
      spread-N (one room whose members are spread over N nodes)
    --system NAME      what the nodes speak: hubbub (default), socket.io, socket.io-streams, ws, nchan
    --pids N[,N...]    the servers' processes, whose CPU time and memory are read
    --warm-up S        before the measurement (1)

  hubbub-load medians FILE...
      one table of what several runs of bench wrote with --json-file, and the goals beside it; takes --json and
      --json-file itself, and --svg FILE for a picture

Of run, check and bench:
    --nodes URL,...    nodes, such as ws://127.0.0.1:7400/ws
    --secret-file FILE the cluster's signing secret, the nodes' own --secret-file
    --redis URL        the cluster's Redis: users and rooms are written there, and taken away at the end; run also
                       takes it from the environment, HUBBUB_REDIS
    --seconds S        how long to talk (30; check: 60), or to measure (5)
    --text BYTES       of a message (128)
    --json             one JSON object in place of the table; --json-file FILE writes it there and prints the table

Nodes for this need --no-address-limits and --no-rate-limits for the address that the load comes from.
Exit code: 0 all promises kept, 1 a promise was broken, 2 bad usage, 3 the nodes could not be used, 4 Redis could not.
)"_s;
}

} // namespace hubbub::load
