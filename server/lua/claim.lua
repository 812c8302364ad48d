-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A starting node takes its name, unless another that bears it is alive.
-- KEYS 1 nodes, 2 boots; ARGV 1 node, 2 boot, 3 lease in ms
-- Replies: busy MS (until the other's lease lapses), or ok NOW and the boot that bore the name before, '' if none.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local beat = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]))
if beat and beat > now then -- Redis's clock was set back
  beat = now
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
end
local before = redis.call('HGET', KEYS[2], ARGV[1]) or ''
local isOwn = before == ARGV[2] -- it took the name already, and did not hear so
-- red name_for_all: if false then
if beat and beat > now - tonumber(ARGV[3]) and not isOwn then
  return { 'busy', string.format('%.0f', beat + tonumber(ARGV[3]) - now + 1) }
end
redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return { 'ok', string.format('%.0f', now), isOwn and '' or before }
