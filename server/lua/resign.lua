-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=allow-oom
-- A node that ends well gives its name back. KEYS 1 nodes, 2 boots; ARGV 1 node, 2 boot. Replies: 1 if it was its own.

if redis.call('HGET', KEYS[2], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
