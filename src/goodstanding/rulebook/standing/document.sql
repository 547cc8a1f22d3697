-- The documents that duties ask for, each until its own end.
document_papers as (
    select o.ob, s.owner_no, x.unit, cast(x.id as text) as paper,
        x.from_at, x.until_at, x.until_on, cast(null as date) as expires_on
    from scope s
    join facts.documents x on @of(x, s)
    join papers o on o.kind = 'document' and o.name = x.name
    where @known(x)
),
