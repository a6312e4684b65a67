-- Dead letters, with those of each listener in an index of its own.
--
-- dead  the stream      dead_of  lexical: a listener's, as 20 hex digits
-- dead_lanes  the listeners that have some

local function bury(dead, dead_of, dead_lanes, listener, words)
  local id = redis.call('XADD', dead, '*', 'listener', listener, unpack(words))
  redis.call('ZADD', dead_of, 0, rank_of(id))
  redis.call('SADD', dead_lanes, listener)
end

local function unbury(dead, dead_of, dead_lanes, listener, id)
  redis.call('XDEL', dead, id)
  redis.call('ZREM', dead_of, rank_of(id))
  if redis.call('EXISTS', dead_of) == 0 then redis.call('SREM', dead_lanes, listener) end
end
