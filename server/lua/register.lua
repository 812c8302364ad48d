-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Makes an account. KEYS 1 account; ARGV 1 password hash, 2 display name, 3 now in ms, 4 roles in words or ''
-- Replies: ok or exists.

if redis.call('HEXISTS', KEYS[1], 'password') == 1 then -- a mark of when one was last seen is no account
  return { 'exists' }
end
redis.call('HSET', KEYS[1], 'password', ARGV[1], 'display', ARGV[2], 'created', ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'roles', ARGV[4])
end
return { 'ok' }
