#!lua flags=allow-oom
-- Suspects an event before it is worked on, and clears others.
--
-- KEYS  1 starts  2 suspect
-- ARGV  1 the event, empty: none  2 and more: those that are cleared
-- Answers at how many starts in a row it was suspected.

if #ARGV > 1 then redis.call('HDEL', KEYS[2], unpack(ARGV, 2)) end
if ARGV[1] == '' then return 0 end
-- The answer may have been lost, and this be the same again.
if redis.call('HGET', KEYS[1], 'at') == ARGV[1] then
  return tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
end
redis.call('HSET', KEYS[1], 'at', ARGV[1])
return redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
