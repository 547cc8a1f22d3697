-- The notices that due days count from; each duty finds its own first one.
served as (
    select s.owner_no, x.entity_id, x.subject, x.position, x.served_at,
        x.served_on
    from scope s
    join facts.services x on @of(x, s)
    where @known(x) and x.subject in (select n.subject from subjects n)
),
service_turns as (
    select x.owner_no, x.served_at as turns_at
    from served x
    where x.served_at > :as_of
),
