#!lua flags=allow-oom
-- Puts the states of listeners; those of listeners that are not there are dropped.
--
-- KEYS  1 listeners  2 state
-- ARGV  id and JSON of each

for i = 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  end
end
return redis.status_reply('OK')
