-- The order of what is parked for one listener: of each key only the earliest event is ever
-- due, the others stand at infinity in the lane. A key holds no bar here.
--
-- order  lexical: key|event as 20 hex digits|part      keys  event|part -> key

local function rank_of(event)
  local ms, sequence = string.match(event, '^(%d+)-(%d+)$')
  return string.format('%012x%08x', ms, sequence)
end

local function earliest(order, key)
  local first = redis.call('ZRANGEBYLEX', order, '[' .. key .. '|', '(' .. key .. '}', 'LIMIT', 0, 1)
  return first[1] and string.sub(first[1], #key + 2, #key + 21)
end

-- Sets the due time of all parts of one event, or of those that are held only.
local function set_due(lane, order, key, rank, due, held_only)
  local event = string.format('%.0f-%.0f', tonumber(string.sub(rank, 1, 12), 16),
                              tonumber(string.sub(rank, 13), 16))
  local from = key .. '|' .. rank
  for _, each in ipairs(redis.call('ZRANGEBYLEX', order, '[' .. from .. '|', '(' .. from .. '}')) do
    local member = event .. string.sub(each, #from + 1)
    if not held_only or redis.call('ZSCORE', lane, member) == 'inf' then
      redis.call('ZADD', lane, 'XX', due, member)
    end
  end
end

-- To be called for what is in the lane by now.
local function line_up(lane, order, keys, key, event, part)
  local rank, first = rank_of(event), earliest(order, key)
  redis.call('ZADD', order, 0, key .. '|' .. rank .. '|' .. part)
  redis.call('HSET', keys, event .. '|' .. part, key)
  if first and first < rank then
    redis.call('ZADD', lane, 'XX', 'inf', event .. '|' .. part)
  elseif first and first > rank then
    set_due(lane, order, key, first, 'inf')
  end
end

-- To be called for what is no longer in the lane: the next of its key becomes due.
local function step_out(lane, order, keys, event, part, now)
  local key = redis.call('HGET', keys, event .. '|' .. part)
  if not key then return end
  redis.call('HDEL', keys, event .. '|' .. part)
  redis.call('ZREM', order, key .. '|' .. rank_of(event) .. '|' .. part)
  local first = earliest(order, key)
  if first then set_due(lane, order, key, first, now, true) end
end

local function is_held(order, keys, event, part)
  local key = redis.call('HGET', keys, event .. '|' .. part)
  return key and earliest(order, key) < rank_of(event)
end
