-- A gateway lives. KEYS: leases, gateways, birth. ARGV: gateway, time to live in ms, a number for a store that is new, leases.
-- Answers time, gateways that live, the store's number.
local lives = now / 1000 + tonumber(ARGV[2])
redis.call('ZADD', KEYS[2], lives, ARGV[1])
for i = 4, #ARGV do
  redis.call('ZADD', KEYS[1], lives, ARGV[i])
end
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', '(' .. string.format('%.0f', now / 1000))
  redis.call('PEXPIRE', KEYS[i], 10 * tonumber(ARGV[2]))
end
redis.call('SET', KEYS[3], ARGV[3], 'NX')
return { now, redis.call('ZCARD', KEYS[2]), tonumber(redis.call('GET', KEYS[3])) }
