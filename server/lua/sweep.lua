-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Takes out of a room all sessions of a boot that is dead.
-- KEYS 1 here, 2 users; ARGV 1 channel, 2 cause, 3 the dead boot
-- Replies: the users whose sessions were taken out.

local all = redis.call('HGETALL', KEYS[1])
local swept = {}
for i = 1, #all, 2 do
  local entry = parse(all[i + 1])
  if entry.boot == ARGV[3] then
    depart(ARGV[1], KEYS[1], KEYS[2], all[i], entry, ARGV[2])
    swept[#swept + 1] = entry.user
  end
end
return swept
