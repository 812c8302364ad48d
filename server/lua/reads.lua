-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- How far each member has read. KEYS 1 members, 2 reads; ARGV 1 user. Replies: not_found; or ok, user, seq, ...

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return { 'not_found' }
end
local out = redis.call('HGETALL', KEYS[2])
table.insert(out, 1, 'ok')
return out
