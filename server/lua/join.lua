-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Makes a user a member of a public room, or of one that they are invited into, and says so in its log. A member who joins again changes nothing.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 amends, 6 invites
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 the account's channel,
--      10 the room's name
-- Replies: ok, not_found or forbidden.

if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  return { 'ok' }
end
local meta = redis.call('HMGET', KEYS[2], 'visibility', 'kind')
if (meta[1] ~= 'public' or meta[2] == 'support') and redis.call('HEXISTS', KEYS[6], ARGV[2]) == 0 then
  return { meta[1] == 'public' and 'forbidden' or 'not_found' } -- a desk's agents are invited
end
if redis.call('HEXISTS', KEYS[4], ARGV[2]) == 1 then
  return { 'forbidden' }
end
local epoch, seq = openLog(ARGV[4], KEYS[5])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
  kind = 'member', mid = ARGV[3], who = 'joined ' .. ARGV[2], logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
redis.call('HSET', KEYS[3], ARGV[2], 'member')
redis.call('HDEL', KEYS[6], ARGV[2])
redis.call('PUBLISH', ARGV[9], 'joined ' .. ARGV[10])
redis.call(tellRoom, ARGV[1], done.payload)
return { 'ok' }
