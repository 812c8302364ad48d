-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- An operator says something to everybody; it is in all inboxes from then on.
-- KEYS 1 announcements; ARGV 1 nid, 2 text, 3 most. Replies: ok; or exists, where that nid is not a new one.

local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if newest and not isAfter(ARGV[1], newest[1]) then
  return { 'exists' }
end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[3], ARGV[1], 'title', ARGV[2])
return { 'ok' }
