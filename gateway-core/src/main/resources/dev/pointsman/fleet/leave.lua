-- A gateway ends. KEYS: leases, gateways. ARGV: gateway, leases.
redis.call('ZREM', KEYS[2], ARGV[1])
for i = 2, #ARGV do
  redis.call('ZREM', KEYS[1], ARGV[i])
end
return { now }
