-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A node says that it lives, and learns of those that do not.
-- KEYS 1 nodes, 2 boots; ARGV 1 node, 2 boot, 3 lease in ms, 4 whether to judge others (1 or 0), 5 whether to beat
-- Replies: ok or lost (judged dead meanwhile, or replaced), NOW, how many live, then each living node and boot, then
-- each dead node and boot that is this caller's to sweep.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local mine = redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] and redis.call('ZSCORE', KEYS[1], ARGV[1])
-- A call that lay waiting while Redis stood still finds all marks old, the caller's own too: nobody is dead then.
local timely = mine and now - tonumber(mine) <= tonumber(ARGV[3]) / 2
if mine and ARGV[5] == '1' then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
end
local out = { mine and 'ok' or 'lost', string.format('%.0f', now), '0' }
local dead = {}
if ARGV[4] == '1' and timely then
  local limit = string.format('%.0f', now - tonumber(ARGV[3]))
  for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', limit)) do
    if redis.call('ZREM', KEYS[1], node) == 1 then
      dead[#dead + 1] = node
      dead[#dead + 1] = redis.call('HGET', KEYS[2], node) or ''
      redis.call('HDEL', KEYS[2], node)
    end
  end
end
local living = redis.call('ZRANGE', KEYS[1], 0, -1)
out[3] = tostring(#living)
for _, node in ipairs(living) do
  out[#out + 1] = node
  out[#out + 1] = redis.call('HGET', KEYS[2], node) or ''
end
for _, each in ipairs(dead) do
  out[#out + 1] = each
end
return out
