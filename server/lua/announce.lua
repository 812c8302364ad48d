-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- An operator says something to everybody: it is in all inboxes from then on, and all nodes are told. Once for each
-- nonce.
-- KEYS 1 announcements, which is the nodes' channel too
-- ARGV 1 nonce, 2 text, 3 most, 4 the push up to its nid, 5 what follows. Replies: the nid.

for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 20)) do
  if entry[2][4] == ARGV[1] then
    return entry[1]
  end
end
local nid = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], '*', 'title', ARGV[2], 'nonce', ARGV[1])
redis.call('PUBLISH', KEYS[1], ARGV[4] .. nid .. ARGV[5])
return nid
