-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A desk's queue. KEYS 1 meta, 2 members, 3 queue; ARGV 1 user
-- Replies: not_found or forbidden; or ok TITLE, 1 for an agent (else 0), then conversations, each with its entry as
-- desk.lua has them. Who is no agent may be told its own only; the others are for counting.

local meta = redis.call('HMGET', KEYS[1], 'kind', 'title')
if meta[1] ~= 'support' then
  return { 'not_found' }
end
local isAgent = redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1
local out = { 'ok', meta[2] or '', isAgent and '1' or '0' }
local all, own = redis.call('HGETALL', KEYS[3]), isAgent
for i = 1, #all, 2 do
  own = own or string.match(all[i + 1], '^%S+ %S+ %S+ (%S+) ') == ARGV[1]
  out[#out + 1] = all[i]
  out[#out + 1] = all[i + 1]
end
if not own and redis.call('HGET', KEYS[1], 'visibility') ~= 'public' then
  return { 'not_found' }
end
return out
