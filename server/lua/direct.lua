-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- The room of two people, made if it is not there yet, unless the other one has blocked its maker. Its bans are its
-- members' blocks: who is in there may not write.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 amends
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 the other user,
--      10 mid and 11 tail of that one's arrival, 12 and 13 channels of both accounts, 14 the room's name,
--      15 1: the user blocks the other one, 16 1: the other way round
-- Replies: ok, and 1 if it was made; or forbidden.

if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  return { 'ok', '0' }
end
if ARGV[16] == '1' then
  return { 'forbidden' }
end
redis.call('DEL', KEYS[1], KEYS[3], KEYS[4], KEYS[5])
redis.call('HSET', KEYS[2], 'epoch', ARGV[4], 'seq', 0, 'title', '', 'topic', '', 'kind', 'direct', 'visibility',
  'private', 'created', integer(now))
redis.call('HSET', KEYS[3], ARGV[2], 'member', ARGV[9], 'member')
if ARGV[15] == '1' then
  redis.call('HSET', KEYS[4], ARGV[9], 'blocked')
end
local seq, payloads = 0, {}
for i, arrival in ipairs({ { ARGV[2], ARGV[3], ARGV[6] }, { ARGV[9], ARGV[10], ARGV[11] } }) do
  local done, problem = append({ epoch = ARGV[4], seq = seq, head = ARGV[5], tail = arrival[3], user = ARGV[2],
    kind = 'member', mid = arrival[2], who = 'joined ' .. arrival[1], logEvents = ARGV[7], logDays = ARGV[8] })
  if not done then
    return redis.error_reply(problem)
  end
  seq, payloads[i] = done.seq, done.payload
end
redis.call('PUBLISH', ARGV[12], 'joined ' .. ARGV[14])
redis.call('PUBLISH', ARGV[13], 'joined ' .. ARGV[14])
for _, payload in ipairs(payloads) do
  redis.call(tellRoom, ARGV[1], payload)
end
return { 'ok', '1' }
