#!lua flags=allow-oom
-- Takes a lane out of the due ones, or puts it back among them.
--
-- KEYS  1 due  2 lane
-- ARGV  1 listener  2 hold or resume

if ARGV[2] == 'hold' then
  return redis.call('ZADD', KEYS[1], 'XX', 'inf', ARGV[1])
end
local head = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
if not head[1] then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return redis.call('ZADD', KEYS[1], head[2], ARGV[1])
