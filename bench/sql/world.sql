-- What the sets of world_*.sql are made from: two functions, and tables that _world.py fills.

create function pg_temp.roll(number bigint, salt bigint, sides integer) returns integer
    language sql immutable
    return (hashint8extended(number, salt) & 2147483647) % sides;

create function pg_temp.made_id(kind integer, number bigint) returns uuid
    language sql immutable
    return cast(lpad(to_hex(kind), 8, '0') || lpad(to_hex(number), 24, '0') as uuid);

create temporary table given (
    first bigint, last bigint, program_id uuid, as_of timestamptz
);
create temporary table place (n integer, zone text, country text, region text);
create temporary table version (
    position integer, version_id uuid, published_at timestamptz, text_sha256 text
);
create temporary table course (n integer, version_id uuid, months integer);
create temporary table letter_text (
    n integer, text_id uuid, signed boolean, sent_at timestamptz
);
