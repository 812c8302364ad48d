-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Lets somebody in again who was banned. KEYS 1 meta, 2 members, 3 bans; ARGV 1 user, 2 whom it concerns
-- Replies: ok, or an error's name. A direct room's bans are its members' blocks, and not to be lifted here.

local mine = rankOf(KEYS[2], ARGV[1])
if mine == 0 then
  return { 'not_found' }
end
if mine < ranks.moderator or redis.call('HGET', KEYS[1], 'kind') == 'direct' then
  return { 'forbidden' }
end
redis.call('HDEL', KEYS[3], ARGV[2])
return { 'ok' }
