-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- What happens to a conversation in a desk's queue: it is opened, taken, handed over or done. Who of two is first is
-- decided here. What was done already is no error, and says nothing to the log.
-- KEYS 1 log, 2 meta, 3 members, 4 amends, 5 bans, 6 queue
-- ARGV 1 channel, 2 user, 3 mid, 4 new epoch, 5 head, 6 tail, 7 log events, 8 log days, 9 open, take, hand, check
--      (whether done is allowed) or done, 10 the conversation, 11 whose it becomes ('' nobody's), 12 display of that
--      user, 13 mid and 14 text of its first message, 15 how many a visitor may have open
-- Replies: ok TITLE ENTRY; or an error's name. An entry is the lines `VERSION SINCE MID VISITOR AGENT`, the displays of
-- both, the text; AGENT is - where it waits; VERSION grows with each change of the entry.

local mostWaiting = 1000

local action, name, user = ARGV[9], ARGV[10], ARGV[2]
local meta = redis.call('HMGET', KEYS[2], 'kind', 'visibility', 'title')
local mine = rankOf(KEYS[3], user)
local known = redis.call('HGET', KEYS[6], name)
local entry
if known then
  local first, display, agentDisplay, text = string.match(known, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n(.*)$')
  local version, since, mid, visitor, agent = string.match(first, '^(%S+) (%S+) (%S+) (%S+) (%S+)$')
  entry = { version = version, since = since, mid = mid, visitor = visitor, agent = agent, display = display,
    agentDisplay = agentDisplay, text = text }
end
if not meta[1] or (mine == 0 and meta[2] ~= 'public' and not (entry and entry.visitor == user)) then
  return { 'not_found' }
end
if meta[1] ~= 'support' then
  return { 'forbidden' }
end

local function format(each)
  return each.version .. ' ' .. each.since .. ' ' .. each.mid .. ' ' .. each.visitor .. ' ' .. each.agent .. '\n'
    .. each.display .. '\n' .. each.agentDisplay .. '\n' .. each.text
end
local function unchanged()
  return { 'ok', meta[3] or '', format(entry) }
end

if action == 'open' then
  if entry then
    return entry.visitor == user and unchanged() or { 'forbidden' }
  end
  if redis.call('HEXISTS', KEYS[5], user) == 1 then
    return { 'forbidden' }
  end
  local all, own = redis.call('HVALS', KEYS[6]), 0
  for _, each in ipairs(all) do
    if string.match(each, '^%S+ %S+ %S+ (%S+) ') == user then
      own = own + 1
    end
  end
  if own >= tonumber(ARGV[15]) or #all >= mostWaiting then
    return { 'limit' }
  end
  entry = { version = '0', since = integer(now), mid = ARGV[13], visitor = user, agent = '-', display = ARGV[12],
    agentDisplay = '', text = ARGV[14] }
else
  if not entry then
    return { 'no_case' }
  end
  local isHis, isVisitor = entry.agent == user, entry.visitor == user
  local whom = ARGV[11] == '' and '-' or ARGV[11]
  if action == 'take' then
    if mine == 0 or isVisitor then
      return { 'forbidden' }
    end
    if isHis then
      return unchanged()
    end
    -- red two_take: if false then
    if entry.agent ~= '-' then
      return { 'taken' }
    end
  elseif action == 'hand' then
    if mine == 0 or (not isHis and mine < ranks.moderator) or whom == entry.visitor then
      return { 'forbidden' }
    end
    if whom ~= '-' and rankOf(KEYS[3], whom) == 0 then
      return { 'no_member' }
    end
    if entry.agent == whom then
      return unchanged()
    end
  elseif not isVisitor and not isHis and mine < ranks.moderator and (mine == 0 or entry.agent ~= '-') then
    return { 'forbidden' }
  end
  if action == 'check' then
    return unchanged()
  end
  if action ~= 'done' then
    entry.agent, entry.agentDisplay = whom, ARGV[12]
  end
end
entry.version = integer(math.max(now, tonumber(entry.version) + 1))

local epoch, seq = openLog(ARGV[4], KEYS[4])
local done, problem = append({ epoch = epoch, seq = seq, head = ARGV[5], tail = ARGV[6], user = user, kind = action,
  mid = ARGV[3], logEvents = ARGV[7], logDays = ARGV[8] })
if not done then
  return redis.error_reply(problem)
end
if action == 'done' then
  redis.call('HDEL', KEYS[6], name)
else
  redis.call('HSET', KEYS[6], name, format(entry))
end
redis.call(tellRoom, ARGV[1], done.payload)
return { 'ok', meta[3] or '', format(entry) }
