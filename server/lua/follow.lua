-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A session begins to follow a room: the room's state as its user sees it, what can be replayed from a position that
-- the client names, and the session's presence.
-- KEYS 1 log, 2 meta, 3 members, 4 reads, 5 here, 6 users
-- ARGV 1 channel, 2 user, 3 session, 4 node, 5 boot, 6 generation, 7 state ('' = only look), 8 text,
--      9 epoch, 10 seq, 11 mid of the client's position ('' = none), 12 far: so many events behind is too far
-- Replies: not_found; or ok ROLE TITLE TOPIC KIND VISIBILITY EPOCH FIRST LAST LASTMID READ MEMBERS
--   LINEFROM LINEFRAME RESUME GAPCAUSE GAPFROM GAPTO

local role = redis.call('HGET', KEYS[3], ARGV[2])
local meta = redis.call('HMGET', KEYS[2], 'title', 'topic', 'kind', 'visibility', 'epoch', 'seq')
if not role or not meta[5] then
  return { 'not_found' }
end

local function number(value)
  return string.format('%.0f', value)
end
local function idOf(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end
local function fields(entry)
  local out = {}
  for i = 1, #entry[2], 2 do
    out[entry[2][i]] = entry[2][i + 1]
  end
  return out
end

local epoch = meta[5]
local last = tonumber(meta[6] or 0)
local lastMid, lineFrom, lineFrame = '', '', ''
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if newest[1] then
  last = math.max(last, idOf(newest[1]))
  local entry = fields(newest[1])
  lastMid = entry.m or ''
  if entry.k ~= 'message' then
    for _, each in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 8)) do
      entry = fields(each)
      if entry.k == 'message' then
        break
      end
    end
  end
  if entry.k == 'message' then
    lineFrom, lineFrame = entry.u, entry.f
  end
end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
local first = oldest[1] and idOf(oldest[1]) or last + 1

local resume, cause, from, to = 'none', '', '', ''
if ARGV[9] ~= '' then
  local seq = tonumber(ARGV[10])
  if ARGV[9] ~= epoch then
    resume, cause, to = 'gap', 'reset', number(first - 1)
  elseif not seq or seq < 0 or seq > last then
    resume, cause, from, to = 'gap', 'forked', number(last), number(last)
  else
    local mine = seq > 0 and redis.call('XRANGE', KEYS[1], number(seq) .. '-0', number(seq) .. '-0')[1]
    if mine and ARGV[11] ~= '' and fields(mine).m ~= ARGV[11] then
      resume, cause, from, to = 'gap', 'forked', number(seq), number(last)
    elseif last - seq > tonumber(ARGV[12]) then
      resume = 'far'
    elseif seq < first - 1 then
      resume, cause, from, to = 'gap', 'trimmed', number(seq + 1), number(first - 1)
    else
      resume = 'complete'
    end
  end
end

if ARGV[7] ~= '' then
  local old = redis.call('HGET', KEYS[5], ARGV[3])
  local entry = { user = ARGV[2], node = ARGV[4], boot = ARGV[5], generation = ARGV[6], state = ARGV[7], text = ARGV[8] }
  local older = old and parse(old)
  if not older or tonumber(older.generation) <= tonumber(ARGV[6]) then
    redis.call('HSET', KEYS[5], ARGV[3], ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. ARGV[7]
      .. ' ' .. ARGV[8])
    local count = older and tonumber(redis.call('HGET', KEYS[6], ARGV[2]) or 1)
      or redis.call('HINCRBY', KEYS[6], ARGV[2], 1)
    announce(ARGV[1], KEYS[6], entry, ARGV[3], ARGV[7], (older or count > 1) and 'state' or 'join', count)
  end
end

return { 'ok', role, meta[1] or '', meta[2] or '', meta[3] or 'chat', meta[4] or 'private', epoch, number(first),
  number(last), lastMid, redis.call('HGET', KEYS[4], ARGV[2]) or '0', tostring(redis.call('HLEN', KEYS[3])),
  lineFrom, lineFrame, resume, cause, from, to }
