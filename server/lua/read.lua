-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- How far a member has read; only ever forward, and never past the end.
-- KEYS 1 members, 2 meta, 3 reads; ARGV 1 channel, 2 user, 3 seq, 4 head of the push, 5 tail of the push
-- Replies: ok SEQ, or not_found.

if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then
  return { 'not_found' }
end
local seq = math.min(tonumber(ARGV[3]), tonumber(redis.call('HGET', KEYS[2], 'seq') or 0))
local old = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or 0)
if seq > old then
  local text = string.format('%.0f', seq)
  redis.call('HSET', KEYS[3], ARGV[2], text)
  redis.call(tellRoom, ARGV[1], 'r ' .. ARGV[2] .. '\n' .. ARGV[4] .. text .. ARGV[5])
end
return { 'ok', string.format('%.0f', math.max(seq, old)) }
