-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- One use of an invitation code is taken, or given back where no account came of it.
-- KEYS 1 codes; ARGV 1 code, 2 now in ms, 3 'take' or 'back', 4 with back: its end, as take replied it.
-- Replies: the code's end in ms; 0 where it is good for nothing.

local uses, untilMs = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+) (%d+)$')
if ARGV[3] == 'back' then
  -- The last use took the code away, and its end with it: the caller knows that, since it was told.
  if uses then
    redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', uses + 1) .. ' ' .. untilMs)
  elseif tonumber(ARGV[4]) > tonumber(ARGV[2]) then
    redis.call('HSET', KEYS[1], ARGV[1], '1 ' .. ARGV[4])
  end
  return 1
end
if not uses or tonumber(untilMs) <= tonumber(ARGV[2]) then
  return 0
end
if tonumber(uses) <= 1 then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', uses - 1) .. ' ' .. untilMs)
end
return tonumber(untilMs)
