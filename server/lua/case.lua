-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Brings a conversation to what its desk's queue says of it: makes its room, lets its agent in and the earlier one out,
-- or ends it. The same again changes nothing, and what is older than what it knows changes nothing either.
-- KEYS 1 log, 2 meta, 3 members, 4 amends, 5 reads
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail of the event that it is done ('' it is not), 7 log events,
--      8 log days, 9 the room's name, 10 version, 11 desk, 12 title, 13 visitor, 14 display, 15 channel of that account,
--      16 mid and 17 tail of the visitor's arrival, 18 mid and 19 tail of the first message, 20 agent ('' none),
--      21 channel of that account, 22 mid and 23 tail of the agent's arrival, 24 tail of the agent's departure
-- Replies: ok, then users who were put out.

local payloads, news, out = {}, {}, { 'ok' }
local epoch, seq
local function write(kind, user, mid, tail, who)
  local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = tail, user = user, kind = kind,
    mid = mid, who = who, logEvents = ARGV[7], logDays = ARGV[8] })
  if not done then
    return problem
  end
  seq = done.seq
  payloads[#payloads + 1] = done.payload
end

local visitor, agent = ARGV[13], ARGV[20]
local problem
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'version', 'done')
if not meta[1] then
  redis.call('DEL', KEYS[1], KEYS[3], KEYS[4], KEYS[5])
  epoch, seq = ARGV[4], 0
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'seq', 0, 'title', ARGV[12], 'topic', '', 'kind', 'case', 'visibility',
    'private', 'created', integer(now), 'desk', ARGV[11], 'visitor', visitor, 'visitor_display', ARGV[14])
  redis.call('HSET', KEYS[3], visitor, 'member')
  problem = write('member', visitor, ARGV[16], ARGV[17], 'joined ' .. visitor)
    or write('message', visitor, ARGV[18], ARGV[19])
  news[#news + 1] = { ARGV[15], 'joined ' .. ARGV[9] }
elseif meta[3] or tonumber(meta[2] or 0) > tonumber(ARGV[10]) then
  return out
else
  epoch, seq = openLog(ARGV[4], KEYS[4])
end
if problem then
  return redis.error_reply(problem)
end

if ARGV[6] ~= '' then
  problem = write('done', ARGV[2], ARGV[3], ARGV[6])
  if problem then
    return redis.error_reply(problem)
  end
  redis.call('HSET', KEYS[2], 'done', integer(now))
else
  for _, member in ipairs(redis.call('HKEYS', KEYS[3])) do
    local leaving = redis.call('HGET', KEYS[2], 'left:' .. member)
    if member ~= visitor and member ~= agent and leaving then
      problem = write('member', member, string.match(leaving, '"mid":"([^"]+)"'), leaving, 'left ' .. member)
      if problem then
        return redis.error_reply(problem)
      end
      redis.call('HDEL', KEYS[3], member)
      redis.call('HDEL', KEYS[5], member)
      news[#news + 1] = { 'hb:acct:{' .. member .. '}', 'removed ' .. ARGV[9] .. ' left' }
      out[#out + 1] = member
    end
  end
  if agent ~= '' and redis.call('HEXISTS', KEYS[3], agent) == 0 then
    problem = write('member', agent, ARGV[22], ARGV[23], 'joined ' .. agent)
    if problem then
      return redis.error_reply(problem)
    end
    redis.call('HSET', KEYS[3], agent, 'member')
    redis.call('HSET', KEYS[2], 'left:' .. agent, ARGV[24])
    news[#news + 1] = { ARGV[21], 'joined ' .. ARGV[9] }
  end
end
redis.call('HSET', KEYS[2], 'version', ARGV[10])
for _, each in ipairs(news) do
  redis.call('PUBLISH', each[1], each[2])
end
for _, payload in ipairs(payloads) do
  redis.call(tellRoom, ARGV[1], payload)
end
return out
