-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- What one who is invited may know of a room. KEYS 1 meta, 2 members, 3 invites; ARGV 1 user
-- Replies: not_found; or ok TITLE TOPIC KIND VISIBILITY EPOCH MEMBERS

local meta = redis.call('HMGET', KEYS[1], 'title', 'topic', 'kind', 'visibility', 'epoch')
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 or not meta[5] then
  return { 'not_found' }
end
return { 'ok', meta[1] or '', meta[2] or '', meta[3] or 'chat', meta[4] or 'private', meta[5],
  tostring(redis.call('HLEN', KEYS[2])) }
