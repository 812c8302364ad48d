-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A page of a room's members by name, for one of them.
-- KEYS 1 members, 2 meta; ARGV 1 user, 2 after, 3 limit
-- Replies: not_found, forbidden; or ok NEXT, then user and role by turns.

if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return { redis.call('HGET', KEYS[2], 'visibility') == 'public' and 'forbidden' or 'not_found' }
end
local names = {}
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if name > ARGV[2] then
    names[#names + 1] = name
  end
end
table.sort(names)
local limit = tonumber(ARGV[3])
local page = {}
for i = 1, math.min(limit, #names) do
  page[i] = names[i]
end
local out = { 'ok', #names > limit and page[limit] or '' }
if #page > 0 then
  local roles = redis.call('HMGET', KEYS[1], unpack(page))
  for i, name in ipairs(page) do
    out[#out + 1] = name
    out[#out + 1] = roles[i]
  end
end
return out
