-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- An owner gives a member another role, or steps down. The last owner stays one.
-- KEYS 1 log, 2 meta, 3 members, 4 amends
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 whom it concerns, 10 role
-- Replies: ok, or an error's name.

local mine, other = rankOf(KEYS[3], ARGV[2]), rankOf(KEYS[3], ARGV[9])
if mine == 0 then
  return { 'not_found' }
end
if mine < ranks.owner or redis.call('HGET', KEYS[2], 'kind') == 'direct' then
  return { 'forbidden' }
end
if other == 0 then
  return { 'no_member' }
end
if other == ranks[ARGV[10]] then
  return { 'ok' }
end
if ARGV[9] ~= ARGV[2] and other >= mine then
  return { 'forbidden' }
end
if other == ranks.owner and ownersOf(KEYS[3]) == 1 then
  return { 'last_owner' }
end
local epoch, seq = openLog(ARGV[4], KEYS[4])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
  kind = 'member', mid = ARGV[3], who = 'role ' .. ARGV[9], logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
redis.call('HSET', KEYS[3], ARGV[9], ARGV[10])
redis.call(tellRoom, ARGV[1], done.payload)
return { 'ok' }
