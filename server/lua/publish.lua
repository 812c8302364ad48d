-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- A message into a room's log: dedupe, rights, order, durability and announcement in one atomic step.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 to 7 mids of this half day and the two before
-- ARGV 1 channel, 2 user, 3 mid, 4 digest of (user, mid), 5 half day of KEYS[5], 6 head, 7 tail, 8 kind,
--      9 log events, 10 log days, 11 an epoch, should a new one be needed
-- Replies: ok SEQ TS EPOCH DUP; clock NOW (the node's idea of the half day is wrong: ask again); or an error's name.

if math.floor(clock[1] / 43200) ~= tonumber(ARGV[5]) then
  return { 'clock', integer(now) }
end
local current = redis.call('HGET', KEYS[2], 'epoch')
for i = 5, 7 do
  local known = redis.call('HGET', KEYS[i], ARGV[4])
  if known then
    local seq, ts, epoch = string.match(known, '^(%d+) (%d+) (%S+)$')
    if epoch == current then
      return { 'ok', seq, ts, epoch, '1' }
    end
  end
end

local role = redis.call('HGET', KEYS[3], ARGV[2])
if not role then
  local visibility = redis.call('HGET', KEYS[2], 'visibility')
  return { visibility == 'public' and 'forbidden' or 'not_found' }
end
if redis.call('HEXISTS', KEYS[4], ARGV[2]) == 1 or redis.call('HEXISTS', KEYS[2], 'closed') == 1 then
  return { 'forbidden' }
end

local epoch, seq = openLog(ARGV[11])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[6], tail = ARGV[7], user = ARGV[2],
  kind = ARGV[8], mid = ARGV[3], logEvents = ARGV[9], logDays = ARGV[10] })
if not done then
  return redis.error_reply(problem)
end
if redis.call('HSET', KEYS[5], ARGV[4], integer(done.seq) .. ' ' .. integer(now) .. ' ' .. epoch) == 1
  and redis.call('HLEN', KEYS[5]) == 1 then
  redis.call('EXPIRE', KEYS[5], 129600)
end
redis.call('PUBLISH', ARGV[1], done.payload)
return { 'ok', integer(done.seq), integer(now), epoch, '0' }
