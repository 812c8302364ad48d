-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Ends one session of somebody, or all, and tells the nodes. KEYS 1 sessions; ARGV 1 the account's channel,
-- 2 session, or * for all, 3 operator where one does it. Replies: how many ended.

local ended
if ARGV[2] == '*' then
  ended = redis.call('HLEN', KEYS[1])
  redis.call('DEL', KEYS[1])
else
  ended = redis.call('HDEL', KEYS[1], ARGV[2])
end
redis.call('PUBLISH', ARGV[1], 'revoked ' .. ARGV[2] .. (ARGV[3] and ' ' .. ARGV[3] or ''))
return ended
