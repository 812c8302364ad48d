-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Puts a member out, or bans somebody, member or not, from coming in. Its user must be a moderator or an owner, and
-- higher than whom it concerns.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 reads, 6 amends, 7 invites
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 whom it concerns,
--      10 channel of that account, 11 the room's name, 12 kicked or banned, 13 reason
-- Replies: ok, or an error's name.

local mine, other = rankOf(KEYS[3], ARGV[2]), rankOf(KEYS[3], ARGV[9])
-- red strangers_are_told: if false then
if mine == 0 then
  return { 'not_found' }
end
if mine < ranks.moderator or other >= mine or redis.call('HGET', KEYS[2], 'kind') == 'direct' then
  return { 'forbidden' }
end
if other == 0 and ARGV[12] == 'kicked' then
  return { 'no_member' }
end
local known = redis.call('HEXISTS', KEYS[4], ARGV[9]) == 1
if other > 0 or not known then
  local epoch, seq = openLog(ARGV[4], KEYS[6])
  local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
    kind = 'member', mid = ARGV[3], who = ARGV[12] .. ' ' .. ARGV[9], logEvents = ARGV[7], logDays = ARGV[8] })
  if not done then
    return redis.error_reply(problem)
  end
  redis.call('HDEL', KEYS[3], ARGV[9])
  redis.call('HDEL', KEYS[5], ARGV[9])
  redis.call(tellRoom, ARGV[1], done.payload)
end
redis.call('HDEL', KEYS[7], ARGV[9])
if ARGV[12] == 'banned' then
  redis.call('HSET', KEYS[4], ARGV[9], ARGV[13])
end
if other > 0 then
  redis.call('PUBLISH', ARGV[10], 'removed ' .. ARGV[11] .. ' ' .. ARGV[12])
end
return { 'ok' }
