#!lua flags=allow-oom
-- Makes changes of listeners known that were not made through fanfare, and erases listeners.
--
-- KEYS  1 listeners  2 version  3 changes  4 names  5 made  6 state  7 quarantine
-- ARGV  four words for each: id, operation (put, del: it happened; erase: it shall happen),
--       hash of the JSON, name
-- Answers how many listeners were there to be erased.

local function note(id, operation, hash)
  local version = string.format('%.0f', redis.call('INCR', KEYS[2]))
  local words = {'XADD', KEYS[3], 'MAXLEN', '~', '10000', version .. '-0', 'id', id,
                 'version', version, 'operation', operation, 'hash', hash}
  if redis.pcall(unpack(words)).err then
    redis.call('DEL', KEYS[3])
    redis.call(unpack(words))
  end
  return version
end

local erased = 0
for i = 1, #ARGV, 4 do
  local id, operation, hash, name = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if operation == 'put' then
    local version = note(id, 'put', hash)
    redis.call('ZADD', KEYS[5], 'NX', version, id)
    if name ~= '' then redis.call('HSETNX', KEYS[4], name, id) end
  elseif operation == 'del' or redis.call('HDEL', KEYS[1], id) == 1 then
    if operation == 'erase' then erased = erased + 1 end
    note(id, 'del', '')
    redis.call('ZREM', KEYS[5], id)
    redis.call('HDEL', KEYS[6], id)
    redis.call('HDEL', KEYS[7], id)
    if name ~= '' and redis.call('HGET', KEYS[4], name) == id then
      redis.call('HDEL', KEYS[4], name)
    end
  end
end
return erased
