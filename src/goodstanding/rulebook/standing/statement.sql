-- The statements that duties ask for, each until its own end.
statement_papers as (
    select o.ob, s.owner_no, x.unit, cast(x.id as text) as paper,
        x.from_at, x.until_at, x.until_on,
        @after(x.from_on, o.valid_months, o.valid_days) as expires_on
    from scope s
    join facts.statements x on @of(x, s)
    join papers o on o.kind = 'statement' and o.name = x.name
    where @known(x)
),
