-- Makes the store, unless it is there.
--
-- KEYS  1 schema
-- ARGV  1 version  2 installation
-- Answers version and installation of the store that is there now, and 1 if it was made.

local made = 0
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'installation', ARGV[2])
  made = 1
end
return {redis.call('HGET', KEYS[1], 'version'), redis.call('HGET', KEYS[1], 'installation'), made}
