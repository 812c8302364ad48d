-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Somebody wants to hear no more from somebody. KEYS 1 blocks; ARGV 1 whom, 2 most. Replies: ok or limit.

if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) and redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then
  return { 'limit' }
end
redis.call('SADD', KEYS[1], ARGV[1])
return { 'ok' }
