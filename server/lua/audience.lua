-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- Whom a message concerns beside those who hear it: who is mentioned, and the other one of a direct room.
-- KEYS 1 log, 2 meta, 3 members; ARGV 1 author, 2 seq, 3... who is mentioned
-- Replies: VISIBILITY KIND TITLE OTHER FRAME ('' if it is gone), then of each who is mentioned 1 if a member, else 0.

local meta = redis.call('HMGET', KEYS[2], 'visibility', 'kind', 'title')
local entry = redis.call('XRANGE', KEYS[1], ARGV[2] .. '-0', ARGV[2] .. '-0')[1]
local other = ''
if meta[2] == 'direct' then
  for _, user in ipairs(redis.call('HKEYS', KEYS[3])) do
    other = user ~= ARGV[1] and user or other
  end
end
local out = { meta[1] or 'private', meta[2] or 'chat', meta[3] or '', other, entry and entry[2][2] or '' }
for i = 3, #ARGV do
  out[#out + 1] = tostring(redis.call('HEXISTS', KEYS[3], ARGV[i]))
end
return out
