order by s.program_id asc nulls last, s.partner_id asc nulls last,
    case when o.kind_order = 0 then 0 else 1 end asc nulls last,
    o.rank desc nulls last, @gravity(o) desc nulls last, o.due_at asc nulls last,
    o.source collate "C" asc nulls last, o.unit collate "C" asc nulls first,
    o.fact collate "C" asc nulls last
