-- Which kept replies count no more. KEYS: a hash of payers and the number from which on their replies count again, "all" among them, and "newest".
-- ARGV: the newest number that the gateway knows, then what is to be forgotten now: payers, or "all".
-- Answers time, the newest number, bytes that there are for replies, the number of all; and where the newest is another than the
-- known one, payers and numbers in turn.
local function number(field)
  return tonumber(redis.call('HGET', KEYS[1], field) or '0')
end
local newest = number('newest')
for i = 2, #ARGV do
  newest = math.max(newest + 1, now)
  local payer = ARGV[i]
  if redis.call('HLEN', KEYS[1]) > 1000 then
    payer = 'all'
  end
  if payer == 'all' then
    redis.call('DEL', KEYS[1])
  end
  redis.call('HSET', KEYS[1], payer, string.format('%.0f', newest), 'newest', string.format('%.0f', newest))
  redis.call('PEXPIRE', KEYS[1], 2678400000)
end
local room = 2 ^ 50
local info = redis.pcall('INFO', 'memory')
if type(info) == 'string' then
  local most = tonumber(string.match(info, 'maxmemory:(%d+)') or '0')
  local used = tonumber(string.match(info, 'used_memory:(%d+)') or '0')
  if most > 0 then
    room = math.max(0, math.floor(most * 3 / 4) - used)
  end
end
local answer = { now, newest, room, number('all') }
if newest ~= tonumber(ARGV[1]) then
  local fields = redis.call('HGETALL', KEYS[1])
  for i = 1, #fields, 2 do
    local payer = tonumber(fields[i])
    if payer then
      answer[#answer + 1] = payer
      answer[#answer + 1] = tonumber(fields[i + 1])
    end
  end
end
return answer
