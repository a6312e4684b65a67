#!lua flags=allow-oom
-- Drops deliveries of one lane, and the events that nothing else needs.
--
-- KEYS  1 events  2 refs  3 due  4 lane  5 tries  6 order  7 keys
-- ARGV  1 listener  2 how many at most
-- Answers how many were dropped; fewer than asked for: the lane is empty.

local members = redis.call('ZRANGE', KEYS[4], 0, ARGV[2] - 1)
for _, member in ipairs(members) do
  local event = string.match(member, '^[^|]*')
  redis.call('ZREM', KEYS[4], member)
  redis.call('HDEL', KEYS[5], member)
  if redis.call('HINCRBY', KEYS[2], event, -1) <= 0 then
    redis.call('HDEL', KEYS[2], event)
    redis.call('XDEL', KEYS[1], event)
  end
end
if redis.call('EXISTS', KEYS[4]) == 0 then
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('UNLINK', KEYS[6], KEYS[7])
end
return #members
