-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- A member invites somebody into a public room; into a private one or a desk, a moderator or an owner does.
-- KEYS 1 meta, 2 members, 3 bans, 4 invites; ARGV 1 user, 2 whom it concerns
-- Replies: ok TITLE, or an error's name.

local mine = rankOf(KEYS[2], ARGV[1])
local meta = redis.call('HMGET', KEYS[1], 'visibility', 'kind', 'title')
if mine == 0 then
  return { 'not_found' }
end
if meta[2] == 'direct' or ((meta[1] ~= 'public' or meta[2] == 'support') and mine < ranks.moderator) then
  return { 'forbidden' }
end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then
  return { 'member' }
end
if redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  return { 'forbidden' }
end
redis.call('HSET', KEYS[4], ARGV[2], ARGV[1])
return { 'ok', meta[3] or '' }
