#!lua flags=allow-oom
-- Renews the lease of a shard, or lets go of it.
--
-- KEYS  1 owner
-- ARGV  1 the token  2 lease in ms; 0: let go
-- Answers 1 if the lease was held under this token.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
