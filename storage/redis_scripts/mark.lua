#!lua flags=no-writes
-- Tells how far the journal has come, without any body.
--
-- KEYS  1 events
-- Answers the last id and how many events were ever added; nothing if there is no stream.

if redis.call('EXISTS', KEYS[1]) == 0 then
  return {'', 0}
end
local stream = redis.call('XINFO', 'STREAM', KEYS[1])
local last, added = '', 0
for i = 1, #stream, 2 do
  if stream[i] == 'last-generated-id' then last = stream[i + 1] end
  if stream[i] == 'entries-added' then added = stream[i + 1] end
end
return {last, added}
