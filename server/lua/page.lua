-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- The log of a room from a position on, a page at a time; the entry at the position itself proves that it is the log
-- that one was reading.
-- KEYS 1 log, 2 meta, 3 amends
-- ARGV 1 epoch, 2 seq, 3 mid ('' = unknown), 4 entries at most, 5 bytes at most, 6 the room's name
-- Replies: gone; or VERDICT EPOCH FIRST LAST LASTMID, then SEQ KIND MID WHO FRAME of each. The verdict is ok, reset,
-- forked, or trimmed (entries begin at FIRST).

local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if not meta[1] then
  return { 'gone' }
end

local last, lastMid = tonumber(meta[2] or 0), ''
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if newest then
  last, lastMid = math.max(last, idOf(newest)), field(newest, 'm')
end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local first = oldest and idOf(oldest) or last + 1

local verdict, seq = 'ok', tonumber(ARGV[2])
if ARGV[1] ~= meta[1] then
  verdict = ARGV[1] == '' and 'ok' or 'reset'
  seq = ARGV[1] == '' and last or first - 1
elseif seq > last then
  verdict, seq = 'forked', last
elseif seq < first - 1 then
  verdict, seq = 'trimmed', first - 1
elseif seq > 0 and ARGV[3] ~= '' and isForked(KEYS[1], KEYS[3], seq, ARGV[3]) then
  verdict, seq = 'forked', last
end

local out = { verdict, meta[1], number(first), number(last), lastMid }
local most, mostBytes = tonumber(ARGV[4]), tonumber(ARGV[5])
if seq >= last or most == 0 then
  return out
end
local count, bytes, next = 0, 0, seq + 1
-- False: the page is full.
local function put(kind, mid, who, frame)
  bytes = bytes + #frame
  if count == most or (bytes > mostBytes and count > 0) then
    return false
  end
  for _, each in ipairs({ number(next), kind, mid, who, frame }) do
    out[#out + 1] = each
  end
  count, next = count + 1, next + 1
  return true
end
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], number(seq + 1) .. '-0', '+', 'COUNT', most)) do
  local id = idOf(entry)
  while next < id do
    local mid, frame = voidAt(KEYS[3], ARGV[6], meta[1], next)
    if not put('void', mid, '', frame) then
      return out
    end
  end
  if not put(field(entry, 'k'), field(entry, 'm'), field(entry, 'w'), field(entry, 'f')) then
    return out
  end
end
return out
