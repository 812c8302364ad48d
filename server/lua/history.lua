-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A page of a room's log for one of its members.
-- KEYS 1 log, 2 meta, 3 members, 4 amends
-- ARGV 1 user, 2 'before' or 'after' or '', 3 seq, 4 limit, 5 bytes at most
-- Replies: not_found, forbidden; or ok EPOCH FIRST LAST MORE EVENTS, then so many frames ascending, then the amends.

if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then
  return { redis.call('HGET', KEYS[2], 'visibility') == 'public' and 'forbidden' or 'not_found' }
end
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if not meta[1] then
  return { 'not_found' }
end
local function number(value)
  return string.format('%.0f', value)
end
local function idOf(entry)
  return tonumber(string.match(entry[1], '^%d+'))
end

local last = tonumber(meta[2] or 0)
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local first = oldest and idOf(oldest) or last + 1
local limit, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local forward = ARGV[2] == 'after'
local entries
if forward then
  entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[3] .. '-0', '+', 'COUNT', limit + 1)
else
  entries = redis.call('XREVRANGE', KEYS[1], ARGV[2] == 'before' and '(' .. ARGV[3] .. '-0' or '+', '-', 'COUNT', limit + 1)
end
local page, bytes, more = {}, 0, false
for i, entry in ipairs(entries) do
  bytes = bytes + #entry[2][2]
  if i > limit or (bytes > most and i > 1) then
    more = true
    break
  end
  page[i] = entry
end

local out = { 'ok', meta[1], number(first), number(last), more and '1' or '0', tostring(#page) }
local inPage = {}
for i = 1, #page do
  local entry = page[forward and i or #page + 1 - i]
  out[#out + 1] = entry[2][2]
  inPage[number(idOf(entry))] = true
end
if #page > 0 and redis.call('EXISTS', KEYS[4]) == 1 then
  local targets = {}
  for i = 1, #page do
    targets[i] = number(idOf(page[i]))
  end
  for _, list in ipairs(redis.call('HMGET', KEYS[4], unpack(targets))) do
    for seq in string.gmatch(list or '', '%d+') do
      local amend = not inPage[seq] and redis.call('XRANGE', KEYS[1], seq .. '-0', seq .. '-0')[1]
      if amend then
        out[#out + 1] = amend[2][2]
      end
    end
  end
end
return out
