-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- An operator sets a new password, or shuts an account: all of its sessions end. Opening it again ends none.
-- KEYS 1 account, 2 sessions; ARGV 1 the account's channel, 2 password or disabled, 3 its value, '' takes it away
-- Replies: ok or not_found.

if redis.call('HEXISTS', KEYS[1], 'password') == 0 then
  return { 'not_found' }
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[2])
  return { 'ok' }
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[1], 'revoked *')
return { 'ok' }
