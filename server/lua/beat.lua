-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A node says that it lives, and learns of those that do not.
-- KEYS 1 nodes, 2 boots, 3 watch; ARGV 1 node, 2 boot, 3 lease in ms, 4 whether to judge others (1 or 0), 5 whether to
-- beat
-- Replies: ok or lost (judged dead meanwhile, or replaced), NOW, how many live, then each living node and boot, then
-- each dead node and boot that is this caller's to sweep.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local stamp = string.format('%.0f', now)
local lease = tonumber(ARGV[3])
local mine = redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] and redis.call('ZSCORE', KEYS[1], ARGV[1])

-- Some node calls every half second. Where none has for a third of a lease, it was Redis that was away from all (or its
-- clock was set): no beat could come, so no lease ran meanwhile, and each begins anew.
local last = tonumber(redis.call('HGET', KEYS[3], 'last'))
local since = tonumber(redis.call('HGET', KEYS[3], 'since'))
if not last or not since or now < last or now - last > lease / 3 then
  since = now
  for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. stamp, '+inf')) do
    redis.call('ZADD', KEYS[1], stamp, node) -- beat in what is the future now; else it would outlive its lease
  end
end
redis.call('HSET', KEYS[3], 'last', stamp, 'since', string.format('%.0f', since))

if mine and ARGV[5] == '1' then
  redis.call('ZADD', KEYS[1], stamp, ARGV[1])
end
local out = { mine and 'ok' or 'lost', stamp, '0' }
local dead = {}
-- red judge_at_once: if mine then
if mine and ARGV[4] == '1' and now - since >= lease then
  local limit = string.format('%.0f', now - lease)
  for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', limit)) do
    -- The caller is not: it calls, though it may have had no reason to beat yet.
    if node ~= ARGV[1] and redis.call('ZREM', KEYS[1], node) == 1 then
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
