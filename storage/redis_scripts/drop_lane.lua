#!lua flags=allow-oom
-- Drops deliveries of one lane, and the events that nothing else needs.
--
-- KEYS  1 events  2 refs  3 due  4 lane  5 tries  6 order  7 keys  (8 dead: unused)
-- ARGV  1 listener  2 how many at most
-- Answers how many were dropped; fewer than asked for: the lane is empty.

-- part: types
-- part: release

local wrong = of_another_type('stream', KEYS[1]) or of_another_type('hash', KEYS[2])
              or of_another_type('zset', KEYS[3]) or of_another_type('hash', KEYS[5])
if wrong then return wrong end

local members = redis.call('ZRANGE', KEYS[4], 0, ARGV[2] - 1)
local freed = {}
for i, member in ipairs(members) do freed[i] = string.match(member, '^[^|]*') end
if members[1] then
  redis.call('ZREM', KEYS[4], unpack(members))
  redis.call('HDEL', KEYS[5], unpack(members))
  release(KEYS[1], KEYS[2], freed)
end
if redis.call('EXISTS', KEYS[4]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('UNLINK', KEYS[6], KEYS[7])
end
return #members
