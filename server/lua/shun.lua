-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Whether one of a direct room's two may write there, since the other one has blocked them, or has not any more.
-- KEYS 1 meta, 2 bans; ARGV 1 who is blocked, 2 1 or 0. Replies: 1 where there is such a room.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
if ARGV[2] == '1' then
  redis.call('HSET', KEYS[2], ARGV[1], 'blocked')
else
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return 1
