-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Takes a user out of a room, and says so in its log. The last owner stays while others are members; with the last
-- member the room ends.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 reads, 6 users, 7 amends, 8 invites, 9 queue
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 the account's channel,
--      10 the room's name
-- Replies: ok LEFT (members that remain); declined (an invitation); or an error's name.

local role = redis.call('HGET', KEYS[3], ARGV[2])
if not role and redis.call('HDEL', KEYS[8], ARGV[2]) == 1 then
  return { 'declined' }
end
if not role then
  return { 'not_found' }
end
local meta = redis.call('HMGET', KEYS[2], 'kind', 'done')
if meta[1] == 'direct' or (meta[1] == 'case' and not meta[2]) then
  return { 'forbidden' }
end
local members = redis.call('HLEN', KEYS[3])
if role == 'owner' and members > 1 then
  if ownersOf(KEYS[3]) == 1 then
    return { 'last_owner' }
  end
end
local epoch, seq = openLog(ARGV[4], KEYS[7])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
  kind = 'member', mid = ARGV[3], who = 'left ' .. ARGV[2], logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
redis.call('HDEL', KEYS[3], ARGV[2])
redis.call('HDEL', KEYS[5], ARGV[2])
redis.call(tellRoom, ARGV[1], done.payload)
redis.call('PUBLISH', ARGV[9], 'removed ' .. ARGV[10] .. ' left')
if members == 1 then
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[7], KEYS[8], KEYS[9])
  redis.call('EXPIRE', KEYS[6], 86400)
end
return { 'ok', tostring(members - 1) }
