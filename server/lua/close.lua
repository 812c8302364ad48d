-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- The room's end, by an owner: it is announced, and everything that was kept of it is deleted. Who is present leaves
-- as the nodes hear of it.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 reads, 6 amends, 7 invites, 8 users, 9 queue
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 1: whoever the user is
-- Replies: ok, then all who were members; or an error's name.

if redis.call('EXISTS', KEYS[2]) == 0 then
  return { 'not_found' }
end
if ARGV[9] ~= '1' then
  local mine = rankOf(KEYS[3], ARGV[2])
  if mine == 0 then
    return { 'not_found' }
  end
  if mine < ranks.owner or redis.call('HGET', KEYS[2], 'kind') == 'direct' then
    return { 'forbidden' }
  end
end
local epoch, seq = openLog(ARGV[4], KEYS[6])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
  kind = 'room', mid = ARGV[3], who = 'closed *', logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
local out = redis.call('HKEYS', KEYS[3])
table.insert(out, 1, 'ok')
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[9])
redis.call('EXPIRE', KEYS[8], 86400)
redis.call(tellRoom, ARGV[1], done.payload)
return out
