-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Makes a room; its maker is its owner. The room's first event says so.
-- KEYS 1 log, 2 meta, 3 members, 4 amends, 5 bans, 6 reads, 7 invites, 8 users
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 title, 10 kind,
--      11 visibility, 12 the account's channel, 13 the room's name
-- Replies: ok, or exists.

if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'exists' }
end
redis.call('DEL', KEYS[1], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('PERSIST', KEYS[8]) -- of a room that had the name before
redis.call('HSET', KEYS[2], 'epoch', ARGV[4], 'seq', 0, 'title', ARGV[9], 'topic', '', 'kind', ARGV[10],
  'visibility', ARGV[11], 'created', integer(now))
redis.call('HSET', KEYS[3], ARGV[2], 'owner')
local done, problem = append({ epoch = ARGV[4], seq = 0, head = ARGV[5], tail = ARGV[6], user = ARGV[2],
  kind = 'member', mid = ARGV[3], who = 'joined ' .. ARGV[2], logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
redis.call(tellRoom, ARGV[1], done.payload)
redis.call('PUBLISH', ARGV[12], 'joined ' .. ARGV[13])
return { 'ok' }
