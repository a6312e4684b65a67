-- Takes one reference from an event; with the last one it leaves the store.
local function release(events, refs, event)
  if redis.call('HINCRBY', refs, event, -1) <= 0 then
    redis.call('HDEL', refs, event)
    redis.call('XDEL', events, event)
  end
end
