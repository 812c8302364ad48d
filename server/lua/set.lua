-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- A moderator or an owner changes the room's title or topic. Its log says what became different, and nothing where
-- nothing did.
-- KEYS 1 log, 2 meta, 3 members, 4 amends
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail up to the inside of the body, 7 log events, 8 log days,
--      then by threes: title or topic, its text, both as a JSON member
-- Replies: ok, or an error's name.

local mine = rankOf(KEYS[3], ARGV[2])
if mine == 0 then
  return { 'not_found' }
end
if mine < ranks.moderator or redis.call('HGET', KEYS[2], 'kind') == 'direct' then
  return { 'forbidden' }
end
local epoch, seq = openLog(ARGV[4], KEYS[4])
local members, changes = {}, {}
for i = 9, #ARGV, 3 do
  if (redis.call('HGET', KEYS[2], ARGV[i]) or '') ~= ARGV[i + 1] then
    members[#members + 1] = ARGV[i + 2]
    changes[#changes + 1] = ARGV[i]
    changes[#changes + 1] = ARGV[i + 1]
  end
end
if #changes == 0 then
  return { 'ok' }
end
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5],
  tail = ARGV[6] .. table.concat(members, ',') .. '}}', user = ARGV[2], kind = 'room', mid = ARGV[3],
  logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
redis.call('HSET', KEYS[2], unpack(changes))
redis.call(tellRoom, ARGV[1], done.payload)
return { 'ok' }
