-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- Counts one more of something that is limited in a time. KEYS 1 counter; ARGV 1 most, 2 seconds.
-- Replies: 0 to go on, else how long to wait, in ms.

local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
if count > tonumber(ARGV[1]) then
  return math.max(1, redis.call('PTTL', KEYS[1]))
end
return 0
