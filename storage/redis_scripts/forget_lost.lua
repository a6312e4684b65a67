#!lua flags=allow-oom
-- Forgets the references to events that are no longer in the stream.
--
-- KEYS  1 events  2 refs
-- ARGV  events
-- Answers how many were forgotten.

local lost = 0
for _, event in ipairs(ARGV) do
  if #redis.call('XRANGE', KEYS[1], event, event, 'COUNT', 1) == 0 then
    lost = lost + redis.call('HDEL', KEYS[2], event)
  end
end
return lost
