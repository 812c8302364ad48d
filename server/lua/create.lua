-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Makes a room; its maker is its owner. The room's first event says so.
-- KEYS 1 log, 2 meta, 3 members, 4 amends
-- ARGV 1 channel, 2 user, 3 mid, 4 title, 5 kind, 6 visibility, 7 new epoch, 8 head, 9 tail, 10 log events,
--      11 log days, 12 the account's channel, 13 the room's name
-- Replies: ok, or exists.

if redis.call('EXISTS', KEYS[2]) == 1 then
  return { 'exists' }
end
redis.call('DEL', KEYS[1], KEYS[3], KEYS[4])
redis.call('HSET', KEYS[2], 'epoch', ARGV[7], 'seq', 0, 'title', ARGV[4], 'topic', '', 'kind', ARGV[5],
  'visibility', ARGV[6], 'created', integer(now))
redis.call('HSET', KEYS[3], ARGV[2], 'owner')
local done, problem = append({ epoch = ARGV[7], seq = 0, head = ARGV[8], tail = ARGV[9], user = ARGV[2],
  kind = 'member', mid = ARGV[3], who = 'joined ' .. ARGV[2], logEvents = ARGV[10], logDays = ARGV[11] })
if not done then
  return redis.error_reply(problem)
end
redis.call('PUBLISH', ARGV[1], done.payload)
redis.call('PUBLISH', ARGV[12], 'joined ' .. ARGV[13])
return { 'ok' }
