-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shared by every script that writes to a room's log: put in behind the first line of each.
-- KEYS 1 log, 2 meta, 3 members. The log is written before anything else, since a failed script is not rolled back;
-- but for meta and members of a room that is being made, without which it has no log.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function integer(value)
  return string.format('%.0f', value)
end

-- The room's epoch and last seq. Where meta is gone but the log is left, no old seq can be trusted: a new epoch.
-- What was changed of the old log's events means nothing in the new one. `meta` is what HMGET said of epoch and seq,
-- where that was asked already.
local function openLog(newEpoch, amends, meta)
  meta = meta or redis.call('HMGET', KEYS[2], 'epoch', 'seq')
  if meta[1] then
    return meta[1], tonumber(meta[2] or 0)
  end
  -- red old_log_stays: newEpoch = 'e0'
  redis.call('DEL', KEYS[1], amends)
  redis.call('HSET', KEYS[2], 'epoch', newEpoch, 'seq', 0, 'kind', 'chat', 'visibility', 'private', 'created', integer(now))
  return newEpoch, 0
end

-- Once in 64 events: drops what is older than the log's days, a hundred at a time.
local function trimByAge(seq, days)
  if days <= 0 or seq % 64 ~= 0 then
    return
  end
  local oldest = now - days * 86400000
  local keepFrom
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 100)) do
    local at = tonumber(string.match(entry[2][2], '"ts":(%d+)'))
    if not at or at >= oldest then
      break
    end
    keepFrom = tonumber(string.match(entry[1], '^%d+')) + 1
  end
  if keepFrom then
    redis.call('XTRIM', KEYS[1], 'MINID', integer(keepFrom) .. '-0')
  end
end

-- Appends one event and tells the room. `who` is "CHANGE USER" for member events and empty else.
-- In the log: f frame, u author, k kind, m mid, w who.
local function append(event)
  local ts = integer(now)
  local number, frame
  local function add(next)
    number = integer(next)
    frame = event.head .. '"seq":' .. number .. ',"epoch":"' .. event.epoch .. '","ts":' .. ts .. ',' .. event.tail
    return redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', event.logEvents, number .. '-0', 'f', frame, 'u', event.user,
      'k', event.kind, 'm', event.mid, 'w', event.who or '')
  end
  local next = event.seq + 1
  local added = add(next)
  if added.err and string.find(added.err, 'equal or smaller', 1, true) then
    -- A call that died between the log and meta: the log is the truth.
    local newest = redis.call('XINFO', 'STREAM', KEYS[1])
    for i = 1, #newest, 2 do
      if newest[i] == 'last-generated-id' then
        next = tonumber(string.match(newest[i + 1], '^%d+')) + 1
      end
    end
    added = add(next)
  end
  if added.err then
    return nil, added.err
  end
  redis.call('HSET', KEYS[2], 'seq', number)
  trimByAge(next, tonumber(event.logDays))
  local who = event.who and ' ' .. event.who or event.traced and ' ' .. event.traced .. ' ' .. integer(clock[2] % 1000) or ''
  return { seq = next, payload = 'e ' .. number .. ' ' .. event.epoch .. ' ' .. event.mid .. ' ' .. ts .. ' '
    .. event.kind .. who .. '\n' .. frame }
end
