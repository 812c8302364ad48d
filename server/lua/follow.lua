-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A session begins to follow a room: the room's state as its user sees it, what can be replayed from a position that
-- the client names, and the session's presence.
-- KEYS 1 log, 2 meta, 3 members, 4 reads, 5 here, 6 users, 7 amends
-- ARGV 1 channel, 2 user, 3 session, 4 node, 5 boot, 6 generation, 7 state ('' = only look), 8 text,
--      9 epoch, 10 seq, 11 mid of the client's position ('' = none), 12 far: so many events behind is too far
-- Replies: not_found; or ok ROLE TITLE TOPIC KIND VISIBILITY EPOCH FIRST LAST LASTMID READ MEMBERS
--   LINEFROM LINEFRAME LINEEDIT RESUME GAPCAUSE GAPFROM GAPTO DESK; the line is the newest message and its last edit

local role = redis.call('HGET', KEYS[3], ARGV[2])
local meta = redis.call('HMGET', KEYS[2], 'title', 'topic', 'kind', 'visibility', 'epoch', 'seq', 'desk', 'visitor',
  'visitor_display')
-- red rooms_for_all: role = role or 'member'; if not meta[5] then
if not role or not meta[5] then
  return { 'not_found' }
end

-- Each of a direct room's two sees it by the other one's name.
local title = meta[1] or ''
if meta[3] == 'direct' then
  for _, user in ipairs(redis.call('HKEYS', KEYS[3])) do
    title = user ~= ARGV[2] and user or title
  end
elseif meta[8] and meta[8] ~= ARGV[2] then
  title = meta[9] or meta[8] -- agents see a conversation by its visitor's name
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
local lastMid, lineFrom, lineFrame, lineEdit = '', '', '', ''
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if newest[1] then
  last = math.max(last, idOf(newest[1]))
  local line = newest[1]
  local entry = fields(line)
  lastMid = entry.m or ''
  if entry.k ~= 'message' then
    for _, each in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 8)) do
      line, entry = each, fields(each)
      if entry.k == 'message' then
        break
      end
    end
  end
  if entry.k == 'message' then
    lineFrom, lineFrame = entry.u, entry.f
    local edit
    for change in string.gmatch(redis.call('HGET', KEYS[7], number(idOf(line))) or '', '%S+') do
      edit = string.match(change, '^e(%d+)$') or edit
    end
    local edited = edit and redis.call('XRANGE', KEYS[1], edit .. '-0', edit .. '-0')[1]
    lineEdit = edited and field(edited, 'f') or ''
  end
end
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)
local first = oldest[1] and idOf(oldest[1]) or last + 1

local resume, cause, from, to = 'none', '', '', ''
if ARGV[9] ~= '' then
  local seq = tonumber(ARGV[10])
  if ARGV[9] ~= epoch then
    resume, cause, to = 'gap', 'reset', number(first - 1)
  -- red any_position: elseif false then
  elseif not seq or seq < 0 or seq > last then
    resume, cause, from, to = 'gap', 'forked', number(last), number(last)
  else
    if seq > 0 and ARGV[11] ~= '' and isForked(KEYS[1], KEYS[7], seq, ARGV[11]) then
      resume, cause, from, to = 'gap', 'forked', number(seq), number(last)
    elseif last - seq > tonumber(ARGV[12]) then
      resume = 'far'
    -- red trims_unseen: elseif false then
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

return { 'ok', role, title, meta[2] or '', meta[3] or 'chat', meta[4] or 'private', epoch, number(first),
  number(last), lastMid, redis.call('HGET', KEYS[4], ARGV[2]) or '0', tostring(redis.call('HLEN', KEYS[3])),
  lineFrom, lineFrame, lineEdit, resume, cause, from, to, meta[7] or '' }
