-- SPDX-License-Identifier: GPL-3.0-or-later
#!lua flags=no-writes
-- A message as it reads now, if the user is a member. KEYS 1 log, 2 members, 3 amends; ARGV 1 user, 2 seq
-- Replies: the frame of the message or of its last edit; '' where there is none to show.

if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return ''
end
local entry = redis.call('XRANGE', KEYS[1], ARGV[2] .. '-0', ARGV[2] .. '-0')[1]
if not entry then
  return ''
end
local edit
for change in string.gmatch(redis.call('HGET', KEYS[3], ARGV[2]) or '', '%S+') do
  edit = string.match(change, '^e(%d+)$') or edit
end
local edited = edit and redis.call('XRANGE', KEYS[1], edit .. '-0', edit .. '-0')[1]
return (edited or entry)[2][2]
