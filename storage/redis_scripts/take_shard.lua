#!lua flags=allow-oom
-- Takes the lease of a shard, if it is free or held under the token that is known to be dead.
--
-- KEYS  1 owner
-- ARGV  1 the new token  2 lease in ms  3 the dead token, or empty
-- Answers 'mine', or the token that holds it and for how many ms more.

local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] and owner ~= ARGV[3] then
  return {owner, redis.call('PTTL', KEYS[1])}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'mine', 0}
