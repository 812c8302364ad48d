-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A session stops being present, if its entry is still that of this connection.
-- KEYS 1 here, 2 users; ARGV 1 channel, 2 session, 3 boot, 4 generation, 5 cause
-- Replies: 1 if it was taken out.

local old = redis.call('HGET', KEYS[1], ARGV[2])
if not old then
  return 0
end
local entry = parse(old)
if entry.boot ~= ARGV[3] or entry.generation ~= ARGV[4] then
  return 0
end
depart(ARGV[1], KEYS[1], KEYS[2], ARGV[2], entry, ARGV[5])
return 1
