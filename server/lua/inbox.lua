-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A page of somebody's inbox, newest first. KEYS 1 account, 2 inbox; ARGV 1 before ('' = the newest), 2 limit
-- Replies: UNREAD READ CREATED (up to where it is read; since when there is the account, in ms), then NID READ KIND ROOM SEQ FROM TITLE of each.

local read = redis.call('HGET', KEYS[1], 'inbox_read') or '0-0'
local out = { tostring(#redis.call('XRANGE', KEYS[2], '(' .. read, '+')), read,
  redis.call('HGET', KEYS[1], 'created') or '0' }
local from = ARGV[1] == '' and '+' or '(' .. ARGV[1]
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], from, '-', 'COUNT', ARGV[2])) do
  local of = entry[2]
  for _, each in ipairs({ entry[1], isAfter(entry[1], read) and '0' or '1', of[2], of[4], of[6], of[8], of[10] }) do
    out[#out + 1] = each
  end
end
return out
