-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Begins a session anew, after its user proved who it is by password: a new family of refresh tokens.
-- KEYS 1 account, 2 sessions; ARGV 1 session, 2 family, 3 expiry in ms, 4 the hash of the password that was proved
-- Replies: ok, or unauthorized. A session is "FAMILY USED EXPIRY": USED is the newest refresh token that was used.

-- Another hash: the password was changed while the old one was being proved.
if redis.call('HGET', KEYS[1], 'password') ~= ARGV[4] or redis.call('HEXISTS', KEYS[1], 'disabled') == 1 then
  return { 'unauthorized' }
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' 0 ' .. ARGV[3])
return { 'ok' }
