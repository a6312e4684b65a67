#!lua flags=allow-oom
-- Notes that a node begins to work, or that it ends in order.
--
-- KEYS  1 starts  2 suspect
-- ARGV  1 begin or end  2 what tells this node from others
-- Answers how many before it, in a row, did not end in order.

local running = redis.call('HGET', KEYS[1], 'running') or ''
if ARGV[1] == 'end' then
  if running == ARGV[2] then redis.call('DEL', KEYS[1], KEYS[2]) end
  return 0
end
if running ~= ARGV[2] then
  if running == '' then
    redis.call('HSET', KEYS[1], 'unclean', 0)
  else
    redis.call('HINCRBY', KEYS[1], 'unclean', 1)
  end
  redis.call('HSET', KEYS[1], 'running', ARGV[2])
  redis.call('HDEL', KEYS[1], 'at', 'together')
end
return tonumber(redis.call('HGET', KEYS[1], 'unclean'))
