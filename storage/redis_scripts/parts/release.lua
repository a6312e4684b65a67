-- Takes one reference from each of these events; those without any leave the store.
local function release(events, refs, these)
  local last = {}
  for _, event in ipairs(these) do
    if redis.call('HINCRBY', refs, event, -1) <= 0 then last[#last + 1] = event end
  end
  if last[1] then
    redis.call('HDEL', refs, unpack(last))
    redis.call('XDEL', events, unpack(last))
  end
end
