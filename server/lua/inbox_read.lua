-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- All notices up to one are read; only ever forward, and never past the newest.
-- KEYS 1 account, 2 inbox; ARGV 1 nid. Replies: ok.

local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local read = redis.call('HGET', KEYS[1], 'inbox_read') or '0-0'
local upTo = newest and (isAfter(ARGV[1], newest[1]) and newest[1] or ARGV[1])
if upTo and isAfter(upTo, read) then
  redis.call('HSET', KEYS[1], 'inbox_read', upTo)
end
return { 'ok' }
