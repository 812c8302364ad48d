-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Puts a notice into somebody's inbox and tells their sessions, unless it comes from one whom they have blocked. Of
-- the same message only once; of a direct room or an invitation only where none of that is unread.
-- KEYS 1 account, 2 inbox, 3 blocks
-- ARGV 1 the account's channel, 2 kind, 3 room, 4 seq or 0, 5 from, 6 title, 7 the push up to its nid, 8 what follows
-- Replies: ok NID; or no_user, blocked, known. An entry's fields are kind, room, seq, from, title.

local kept, looked = 1000, 50

if redis.call('EXISTS', KEYS[1]) == 0 then
  return { 'no_user' }
end
if ARGV[5] ~= '' and redis.call('SISMEMBER', KEYS[3], ARGV[5]) == 1 then
  return { 'blocked' }
end
local read = redis.call('HGET', KEYS[1], 'inbox_read') or '0-0'
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', looked)) do
  local of = entry[2]
  if of[2] == ARGV[2] and of[4] == ARGV[3] then
    local unread = isAfter(entry[1], read)
    if (ARGV[4] ~= '0' and of[6] == ARGV[4]) or (unread and (ARGV[2] == 'direct' or ARGV[2] == 'invite')) then
      return { 'known' }
    end
  end
end
local nid = redis.call('XADD', KEYS[2], 'MAXLEN', '~', kept, '*', 'kind', ARGV[2], 'room', ARGV[3], 'seq', ARGV[4],
  'from', ARGV[5], 'title', ARGV[6])
redis.call('PUBLISH', ARGV[1], 'notice ' .. ARGV[7] .. nid .. ARGV[8])
return { 'ok', nid }
