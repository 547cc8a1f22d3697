-- The notices that due days count from; each duty finds its own first one.
service_turns as (
    select x.program_id, x.partner_id, @ahead(x.served_at) as turns_at
    from scope s
    join facts.services x on @owner(x, s)
    where @known(x) and x.subject in (select n.subject from subjects n)
),
