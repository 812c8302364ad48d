-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Changes somebody's display name, or password; a new password ends all sessions but the one that asks.
-- KEYS 1 account, 2 sessions
-- ARGV 1 the account's channel, 2 session, 3 display name or '', 4 the password's old hash or '', 5 its new hash
-- Replies: ok; unauthorized where the session is no more, or the password was changed meanwhile.

if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then
  return { 'unauthorized' }
end
if ARGV[4] ~= '' and redis.call('HGET', KEYS[1], 'password') ~= ARGV[4] then
  return { 'unauthorized' }
end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'display', ARGV[3])
  redis.call('PUBLISH', ARGV[1], 'display ' .. ARGV[3])
end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'password', ARGV[5])
  for _, session in ipairs(redis.call('HKEYS', KEYS[2])) do
    if session ~= ARGV[2] then
      redis.call('HDEL', KEYS[2], session)
      redis.call('PUBLISH', ARGV[1], 'revoked ' .. session)
    end
  end
end
return { 'ok' }
