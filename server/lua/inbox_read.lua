-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua
-- All notices up to one are read; only ever forward, and never past the newest, which may be an announcement.
-- KEYS 1 account, 2 inbox; ARGV 1 nid, 2 the newest announcement's nid. Replies: ok.

local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
local last = newest and isAfter(newest[1], ARGV[2]) and newest[1] or ARGV[2]
local read = redis.call('HGET', KEYS[1], 'inbox_read') or '0-0'
local upTo = isAfter(ARGV[1], last) and last or ARGV[1]
if isAfter(upTo, read) then
  redis.call('HSET', KEYS[1], 'inbox_read', upTo)
end
return { 'ok' }
