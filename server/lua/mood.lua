-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A present session says how it is: online, away or busy, and a text.
-- KEYS 1 here, 2 users; ARGV 1 channel, 2 session, 3 boot, 4 generation, 5 state, 6 text
-- Replies: 1 if it is present by this connection and changed.

local old = redis.call('HGET', KEYS[1], ARGV[2])
if not old then
  return 0
end
local entry = parse(old)
if entry.boot ~= ARGV[3] or entry.generation ~= ARGV[4] or (entry.state == ARGV[5] and entry.text == ARGV[6]) then
  return 0
end
entry.state, entry.text = ARGV[5], ARGV[6]
redis.call('HSET', KEYS[1], ARGV[2], entry.user .. ' ' .. entry.node .. ' ' .. entry.boot .. ' ' .. entry.generation
  .. ' ' .. entry.state .. ' ' .. entry.text)
announce(ARGV[1], KEYS[2], entry, ARGV[2], entry.state, 'state', tonumber(redis.call('HGET', KEYS[2], entry.user) or 1))
return 1
