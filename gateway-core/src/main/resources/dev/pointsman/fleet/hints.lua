-- Deployments that gateways leave alone. KEYS: a set of gateways with deployments by the time at which they end. ARGV: the gateway that asks, then
-- deployments that it leaves alone from now on and for how many ms, in turn.
-- Answers time, then deployments that others leave alone and how many others, in turn.
local MOST = 1000
for i = 2, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], string.format('%.0f', now / 1000 + tonumber(ARGV[i + 1])), ARGV[1] .. ':' .. ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now / 1000))
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - MOST)
redis.call('PEXPIRE', KEYS[1], 600000)
local counts = {}
for _, each in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local gateway, deployment = string.match(each, '^(.+):(%d+)$')
  if gateway ~= ARGV[1] then
    counts[deployment] = (counts[deployment] or 0) + 1
  end
end
local answer = { now }
for deployment, count in pairs(counts) do
  answer[#answer + 1] = tonumber(deployment)
  answer[#answer + 1] = count
end
return answer
