-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- A message, or a change of one, into a room's log: dedupe, rights, order, durability and announcement in one atomic
-- step. What a redaction takes out is deleted: the message, and all edits of it.
-- KEYS 1 log, 2 meta, 3 members, 4 bans, 5 to 7 mids of this half day and the two before, 8 amends
-- ARGV 1 channel, 2 user, 3 mid, 4 digest of (user, mid), 5 half day of KEYS[5], 6 head, 7 tail, 8 kind,
--      9 log events, 10 log days, 11 an epoch, should a new one be needed, 12 target's seq ('' for a message),
--      13 the emoji of a reaction, 14 whether it is traced ('traced', 'asked' or '')
-- Replies: ok SEQ TS EPOCH DUP [US, of what is traced: Redis's time]; clock NOW (the node's idea of the half day is
-- wrong: ask again); or an error's name, no_target among them.
-- An entry of amends is the target's seq to words for what changed it: eSEQ an edit, rSEQ,USER,EMOJI the newest
-- reaction of that user by that emoji, dSEQ the redaction.

local mostChanges = 1000

if math.floor(clock[1] / 43200) ~= tonumber(ARGV[5]) then
  return { 'clock', integer(now) }
end
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'seq', 'visibility', 'half_day', 'done')
local current = meta[1]
for i = 5, 7 do
  local known = redis.call('HGET', KEYS[i], ARGV[4])
  if known then
    local seq, ts, epoch = string.match(known, '^(%d+) (%d+) (%S+)$')
    -- red no_dedupe: if false then
    if epoch == current then
      return { 'ok', seq, ts, epoch, '1' }
    end
  end
end

local role = redis.call('HGET', KEYS[3], ARGV[2])
-- red anybody_writes: if false then
if not role then
  return { meta[3] == 'public' and 'forbidden' or 'not_found' }
end
if redis.call('HEXISTS', KEYS[4], ARGV[2]) == 1 or meta[5] then -- or a conversation that is done
  return { 'forbidden' }
end

-- The entry of that seq as a table; nil where there is none.
local function entryAt(seq)
  local entry = redis.call('XRANGE', KEYS[1], seq .. '-0', seq .. '-0')[1]
  local fields = entry and {}
  for i = 1, entry and #entry[2] or 0, 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  return fields
end

local kind, target = ARGV[8], ARGV[12]
local changes, reaction = {}, ARGV[2] .. ',' .. ARGV[13]
if target ~= '' then
  local entry = current and entryAt(target)
  if not entry or entry.k ~= 'message' then
    return { 'no_target' }
  end
  if entry.u ~= ARGV[2] and (kind == 'edit' or (kind == 'redact' and role == 'member')) then
    return { 'forbidden' }
  end
  for change in string.gmatch(redis.call('HGET', KEYS[8], target) or '', '%S+') do
    if kind ~= 'react' or string.match(change, '^r%d+,(.*)$') ~= reaction then
      changes[#changes + 1] = change
    end
  end
  if kind ~= 'redact' and #changes >= mostChanges then
    return { 'limit' }
  end
end

local epoch, seq = openLog(ARGV[11], KEYS[8], meta)
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[6], tail = ARGV[7], user = ARGV[2],
  kind = kind, mid = ARGV[3], logEvents = ARGV[9], logDays = ARGV[10], traced = ARGV[14] ~= '' and ARGV[14] or nil })
if not done then
  return redis.error_reply(problem)
end
redis.call('HSET', KEYS[5], ARGV[4], integer(done.seq) .. ' ' .. integer(now) .. ' ' .. epoch)
-- The first of a half day gives its mids their end; marked only after that, so that a call that died is made good.
if meta[4] ~= ARGV[5] then
  redis.call('EXPIRE', KEYS[5], 129600)
  redis.call('HSET', KEYS[2], 'half_day', ARGV[5])
end

local function takeOut(at)
  local entry = entryAt(at)
  if entry then
    local ts = string.match(entry.f, '"ts":(%d+)')
    redis.call('HSET', KEYS[8], 'v' .. at, entry.u .. ' ' .. entry.m .. ' ' .. (ts or '0'))
    redis.call('XDEL', KEYS[1], at .. '-0')
  end
end
if kind == 'edit' then
  changes[#changes + 1] = 'e' .. integer(done.seq)
elseif kind == 'react' then
  changes[#changes + 1] = 'r' .. integer(done.seq) .. ',' .. reaction
elseif kind == 'redact' then
  for _, change in ipairs(changes) do
    local edit = string.match(change, '^e(%d+)$')
    if edit then
      takeOut(edit)
    end
  end
  takeOut(target)
  changes = { 'd' .. integer(done.seq) }
end
if #changes > 0 then
  redis.call('HSET', KEYS[8], target, table.concat(changes, ' '))
end
-- Once in 1024 events: forgets changes of what the log does not hold any more.
if done.seq % 1024 == 0 and redis.call('EXISTS', KEYS[8]) == 1 then
  local first = tonumber(string.match(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1][1], '^%d+'))
  for _, name in ipairs(redis.call('HKEYS', KEYS[8])) do
    if tonumber(string.match(name, '%d+$') or 0) < first then
      redis.call('HDEL', KEYS[8], name)
    end
  end
end
redis.call(tellRoom, ARGV[1], done.payload)
return { 'ok', integer(done.seq), integer(now), epoch, '0', ARGV[14] ~= '' and integer(clock[1] * 1000000 + clock[2]) or nil }
