-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A refresh token is used. It is spent when its successor is first used; till then it gives the same successor
-- again. One used after that was stolen, or its successor was: the family ends.
-- KEYS 1 account, 2 sessions; ARGV 1 session, 2 family, 3 number, 4 new expiry in ms, 5 now in ms, 6 account's channel
-- Replies: ok, or unauthorized.

local held = redis.call('HGET', KEYS[2], ARGV[1])
-- red any_family: held = held or (ARGV[2] .. ' 1 ' .. ARGV[4]); if redis.call('EXISTS', KEYS[1]) == 0 then
if not held or redis.call('EXISTS', KEYS[1]) == 0 or redis.call('HEXISTS', KEYS[1], 'disabled') == 1 then
  return { 'unauthorized' }
end
local family, used, expiry = string.match(held, '^(%S+) (%d+) (%d+)$')
if family ~= ARGV[2] or tonumber(expiry) < tonumber(ARGV[5]) then
  return { 'unauthorized' }
end
local number = tonumber(ARGV[3])
used = tonumber(used)
if number ~= used and number ~= used + 1 then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('PUBLISH', ARGV[6], 'revoked ' .. ARGV[1])
  return { 'unauthorized' }
end
redis.call('HSET', KEYS[2], ARGV[1], family .. ' ' .. string.format('%.0f', number) .. ' ' .. ARGV[4])
return { 'ok' }
