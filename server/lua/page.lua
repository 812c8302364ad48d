-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- The log of a room from a position on, a page at a time; the entry at the position itself proves that it is the log
-- that one was reading.
-- KEYS 1 log, 2 meta; ARGV 1 epoch, 2 seq, 3 mid ('' = unknown), 4 entries at most, 5 bytes at most
-- Replies: gone; or VERDICT EPOCH FIRST LAST LASTMID, then SEQ KIND MID WHO FRAME of each. The verdict is ok, reset,
-- forked, or trimmed (entries begin at FIRST).

local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if not meta[1] then
  return { 'gone' }
end
local function number(value)
  return string.format('%.0f', value)
end
local function idOf(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end
local function field(entry, name)
  for i = 1, #entry[2], 2 do
    if entry[2][i] == name then
      return entry[2][i + 1]
    end
  end
  return ''
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
elseif seq > 0 and ARGV[3] ~= '' then
  local mine = redis.call('XRANGE', KEYS[1], number(seq) .. '-0', number(seq) .. '-0')[1]
  if mine and field(mine, 'm') ~= ARGV[3] then
    verdict, seq = 'forked', last
  end
end

local out = { verdict, meta[1], number(first), number(last), lastMid }
if seq < last and tonumber(ARGV[4]) > 0 then
  local bytes = 0
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], number(seq + 1) .. '-0', '+', 'COUNT', ARGV[4])) do
    local frame = field(entry, 'f')
    bytes = bytes + #frame
    if bytes > tonumber(ARGV[5]) and #out > 5 then
      break
    end
    out[#out + 1] = number(idOf(entry))
    out[#out + 1] = field(entry, 'k')
    out[#out + 1] = field(entry, 'm')
    out[#out + 1] = field(entry, 'w')
    out[#out + 1] = frame
  end
end
return out
