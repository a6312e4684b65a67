-- A script does not take back what it has written, so what may stop it half way is found before.

local function of_another_type(kind, key)
  local held = redis.call('TYPE', key).ok
  if held == 'none' or held == kind then return nil end
  return redis.error_reply('WRONGTYPE ' .. key .. ' is a ' .. held .. ' and must be a ' .. kind)
end
