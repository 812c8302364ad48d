-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shared by the scripts that read a room's log: put in behind the first line of each.
-- What was redacted is deleted, and leaves a hole in the stream. Readers get a `void` event in its place, so that seqs
-- have no holes; the room's amends hash keeps what is left of it, under "vSEQ": "USER MID TS".

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

-- The mid and the frame of the void at that seq.
local function voidAt(amends, room, epoch, seq)
  local left = redis.call('HGET', amends, 'v' .. number(seq)) or ''
  local user, mid, ts = string.match(left, '^(%S+) (%S+) (%d+)$')
  mid = mid or '00000000-0000-0000-0000-000000000000'
  return mid, '{"op":"event","room":"' .. room .. '","seq":' .. number(seq) .. ',"epoch":"' .. epoch .. '","ts":'
    .. (ts or '0') .. ',"kind":"void",' .. (user and '"from":"' .. user .. '",' or '') .. '"mid":"' .. mid
    .. '","body":{}}'
end

-- Whether a position's mid is not that of the event at its seq: it was read from another log.
local function isForked(log, amends, seq, mid)
  local entry = redis.call('XRANGE', log, number(seq) .. '-0', number(seq) .. '-0')[1]
  if entry then
    return field(entry, 'm') ~= mid
  end
  local was = string.match(redis.call('HGET', amends, 'v' .. number(seq)) or '', '^%S+ (%S+)')
  return was ~= nil and was ~= mid
end
