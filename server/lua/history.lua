-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A page of a room's log for one of its members.
-- KEYS 1 log, 2 meta, 3 members, 4 amends
-- ARGV 1 user, 2 'before' or 'after' or '', 3 seq, 4 limit, 5 bytes at most, 6 the room's name
-- Replies: not_found, forbidden; or ok EPOCH FIRST LAST MORE EVENTS, then so many frames ascending, then the amends:
-- frames of later events that change ones of this page. The bytes count both, and hold for all but the first event.

-- red history_for_all: if false then
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then
  return { redis.call('HGET', KEYS[2], 'visibility') == 'public' and 'forbidden' or 'not_found' }
end
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq')
if not meta[1] then
  return { 'not_found' }
end

local last = tonumber(meta[2] or 0)
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
local first = oldest and idOf(oldest) or last + 1
local limit, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local forward = ARGV[2] == 'after'
local step = forward and 1 or -1
local entries, at
if forward then
  entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[3] .. '-0', '+', 'COUNT', limit)
  at = math.max(tonumber(ARGV[3]) + 1, first)
else
  local before = ARGV[2] == 'before'
  entries = redis.call('XREVRANGE', KEYS[1], before and '(' .. ARGV[3] .. '-0' or '+', '-', 'COUNT', limit)
  last = math.max(last, not before and entries[1] and idOf(entries[1]) or 0)
  at = before and math.min(tonumber(ARGV[3]) - 1, last) or last
end

-- The events that change that one, as they count: of its edits the last.
local anyAmends = redis.call('EXISTS', KEYS[4]) == 1
local function changesOf(seq)
  local list = anyAmends and redis.call('HGET', KEYS[4], number(seq))
  local found, edit = {}, nil
  for kind, by in string.gmatch(list or '', '(%a)(%d+)%S*') do
    if kind == 'e' then
      edit = by
    else
      found[#found + 1] = by
    end
  end
  if edit then
    found[#found + 1] = edit
  end
  local changes = {}
  for _, by in ipairs(found) do
    local entry = redis.call('XRANGE', KEYS[1], by .. '-0', by .. '-0')[1]
    if entry then
      changes[#changes + 1] = { seq = tonumber(by), frame = field(entry, 'f') }
    end
  end
  return changes
end

local page, amends, bytes, full = {}, {}, 0, false
local function put(frame)
  local changes = changesOf(at)
  bytes = bytes + #frame
  for _, change in ipairs(changes) do
    bytes = bytes + #change.frame
  end
  if #page == limit or (bytes > most and #page > 0) then
    full = true
    return
  end
  page[#page + 1] = frame
  for _, change in ipairs(changes) do
    amends[#amends + 1] = change
  end
  at = at + step
end
local begin = at
for _, entry in ipairs(entries) do
  local id = idOf(entry)
  while not full and (id - at) * step > 0 do
    local _, frame = voidAt(KEYS[4], ARGV[6], meta[1], at)
    put(frame)
  end
  if full then
    break
  end
  put(field(entry, 'f'))
end

local more = #page > 0 and (forward and at <= last or not forward and at >= first)
local out = { 'ok', meta[1], number(first), number(last), more and '1' or '0', tostring(#page) }
for i = 1, #page do
  out[#out + 1] = page[forward and i or #page + 1 - i]
end
local low, high = math.min(begin, at - step), math.max(begin, at - step)
table.sort(amends, function(a, b)
  return a.seq < b.seq
end)
for _, change in ipairs(amends) do
  if change.seq < low or change.seq > high then
    out[#out + 1] = change.frame
  end
end
return out
