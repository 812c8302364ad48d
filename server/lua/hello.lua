-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A connection takes a session over: looks it up, numbers the connection (a higher generation replaces a lower one),
-- and names the user's rooms.
-- KEYS 1 account, 2 rooms, 3 sessions; ARGV 1 session, 2 now in ms, 3 the account's channel
-- Replies: unauthorized; or ok DISPLAY ROLES GENERATION, then the rooms.

local account = redis.call('HMGET', KEYS[1], 'display', 'roles', 'disabled')
local held = redis.call('HGET', KEYS[3], ARGV[1])
-- red any_session: held = held or '9999999999999'; if not account[1] then
if not held or not account[1] or account[3] then
  return { 'unauthorized' }
end
local expiry = tonumber(string.match(held, '(%d+)$') or 0)
if expiry < tonumber(ARGV[2]) then
  redis.call('HDEL', KEYS[3], ARGV[1])
  return { 'unauthorized' }
end
local generation = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'generation', 1))
redis.call('PUBLISH', ARGV[3], 'hello ' .. ARGV[1] .. ' ' .. generation)
local out = redis.call('SMEMBERS', KEYS[2])
table.insert(out, 1, generation)
table.insert(out, 1, account[2] or '')
table.insert(out, 1, account[1])
table.insert(out, 1, 'ok')
return out
