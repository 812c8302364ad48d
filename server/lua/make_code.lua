-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- An invitation code is made; those that have run out go. A code is "USES UNTIL", UNTIL in ms.
-- KEYS 1 codes; ARGV 1 code, 2 uses, 3 until in ms, 4 now in ms. Replies: ok.

local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local untilMs = tonumber(string.match(all[i + 1], ' (%d+)$') or 0)
  if untilMs <= tonumber(ARGV[4]) then
    redis.call('HDEL', KEYS[1], all[i])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return { 'ok' }
