-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Somebody types, which is told to those who would hear their message, and not kept.
-- KEYS 1 members, 2 bans; ARGV 1 channel, 2 user, 3 what is published. Replies: ok, not_found or forbidden.

if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then
  return { 'not_found' }
end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then
  return { 'forbidden' }
end
redis.call(tellRoom, ARGV[1], ARGV[3])
return { 'ok' }
