-- A row for each record: what people filter and sum by, and the record itself as JSON. A partition a day of UTC, which the gateway makes and drops.
create table decisions (
    id text not null,
    at bigint not null,
    policy text,
    endpoint text,
    stream bigint,
    key text,
    team text,
    user_id text,
    asked text,
    rule text,
    task text,
    model text,
    deployment text,
    status bigint,
    outcome text,
    cache text,
    attempts bigint,
    input_tokens bigint,
    cached_tokens bigint,
    cache_write_tokens bigint,
    output_tokens bigint,
    reasoning_tokens bigint,
    cost_nanos bigint,
    first_output_ms double precision,
    overhead_ms double precision,
    total_ms double precision,
    saved_nanos bigint,
    record text not null,
    primary key (id, at)
) partition by range (at);

create index decisions_at on decisions (at);

comment on column decisions.at is 'milliseconds since 1970, when the request began';
