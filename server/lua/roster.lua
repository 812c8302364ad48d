-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- Who is present in a room, with the version at which that is true.
-- KEYS 1 here, 2 users. Replies: VERSION, then session and entry by turns.

local all = redis.call('HGETALL', KEYS[1])
table.insert(all, 1, redis.call('HGET', KEYS[2], '') or '0')
return all
