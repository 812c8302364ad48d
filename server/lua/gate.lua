-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- Slows guessing down. Five failures of a (name, address), or fifty of a name, then a wait that doubles from 1 s to
-- 15 min with each more.
-- KEYS 1 failures of (name, address), 2 failures of the name
-- ARGV 1 'look' (may one try now?), 'fail' or 'clear', 2 now in ms
-- Replies: how long to wait, in ms; 0 to go on. A failure is "COUNT UNTIL".

if ARGV[1] == 'clear' then
  redis.call('DEL', KEYS[1])
  return 0
end
local now, wait = tonumber(ARGV[2]), 0
for i, free in ipairs({ 5, 50 }) do
  local count, untilMs = string.match(redis.call('GET', KEYS[i]) or '0 0', '^(%d+) (%d+)$')
  count, untilMs = tonumber(count), tonumber(untilMs)
  if ARGV[1] == 'fail' then
    count = count + 1
    if count >= free then
      untilMs = now + 1000 * math.min(900, 2 ^ math.min(count - free, 10))
    end
    redis.call('SET', KEYS[i], string.format('%.0f %.0f', count, untilMs), 'EX', 86400)
  end
  wait = math.max(wait, untilMs - now)
end
return math.max(0, wait)
