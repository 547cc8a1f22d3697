-- One nested record per partner, for the engines that are asked partner by partner. What happened
-- after $as_of is left out, but for the instants themselves (``ahead``): an answer turns there.
-- Days are numbers from 1970-01-01, months from year 0, instants microseconds from 1970.
with
    enrolment as (
        select
            partner_id, tier, zone, micros(from_at) as from_at, ended(until_at) as until_at,
            day_of(since_on) as since_on
        from facts.enrolments
        where program_id = $program_id and known(known_from, known_until)
    ),
    -- A location in an enrolment, while both hold.
    every_site as (
        select
            partner_id, cast(l.location_id as text) as location,
            cast(l.entity_id as text) as entity,
            l.region, e.tier, l.zone, micros(l.from_at) as placed_at,
            greatest(micros(l.from_at), e.from_at) as from_at,
            least(ended(l.until_at), e.until_at) as until_at,
            greatest(day_of(l.since_on), e.since_on) as since_on
        from facts.locations l join enrolment e using (partner_id)
        where
            l.program_id = $program_id and known(l.known_from, l.known_until)
            and greatest(micros(l.from_at), e.from_at) < least(ended(l.until_at), e.until_at)
    ),
    site as (
        select
            *,
            struct_pack(
                tier := tier, zone := zone, from_at := from_at, until_at := until_at,
                since_on := since_on
            ) as span
        from every_site
        where from_at <= $as_of
    ),
    acceptance as (
        select
            partner_id, cast(acceptance_id as text) as id, cast(entity_id as text) as entity,
            position as version, micros(accepted_at) as accepted_at
        from facts.acceptances
        where
            program_id = $program_id and known(known_from, known_until)
            and agreement = $agreement and region is null and location_id is null
    ),
    accepted as (
        select
            partner_id, entity,
            list(
                struct_pack(id := id, version := version, accepted_at := accepted_at) order by id
            ) as accepted
        from acceptance
        where accepted_at <= $as_of
        group by partner_id, entity
    ),
    statement as (
        select
            partner_id, cast(id as text) as id, unit as entity, micros(from_at) as from_at,
            ended(until_at) as until_at,
            day_of(months_after(from_on, $stated_months)) as good_on,
            least(good_on, coalesce(day_of(until_on), $never)) as until_on
        from facts.statements
        where program_id = $program_id and known(known_from, known_until) and name = $statement
    ),
    stated as (
        select
            partner_id, entity,
            list(
                struct_pack(
                    id := id, from_at := from_at, until_at := until_at, until_on := until_on,
                    good_on := good_on
                )
                order by id
            ) as stated
        from statement
        where from_at <= $as_of
        group by partner_id, entity
    ),
    granting as (
        select
            partner_id, cast(grant_id as text) as id, cast(location_id as text) as location, name,
            day_of(granted_on) as granted_on, micros(from_at) as from_at,
            ended(until_at) as until_at
        from facts.grants
        where program_id = $program_id and known(known_from, known_until) and name in $rights
    ),
    -- A grant at a location where that holds; one row for each enrolment it lies in.
    granted as (
        select
            g.partner_id,
            list(
                struct_pack(
                    id := g.id, name := g.name, granted_on := g.granted_on, location := g.location,
                    entity := s.entity, region := s.region, zone := s.zone,
                    until_at := least(g.until_at, s.until_at)
                )
            ) as grants
        from granting g join site s on s.partner_id = g.partner_id and s.location = g.location
        where g.from_at <= $as_of
        group by g.partner_id
    ),
    turned_over as (
        select
            partner_id, cast(location_id as text) as location,
            list([month_of(month_on), amount_minor]) filter (currency = $currency) as sold,
            list(month_of(month_on)) filter (currency <> $currency) as elsewhere
        from facts.amounts
        where program_id = $program_id and known(known_from, known_until) and metric = $metric
        group by partner_id, location_id
    ),
    service as (
        select
            partner_id, cast(entity_id as text) as entity, position as version,
            micros(served_at) as served_at, day_of(served_on) as served_on
        from facts.services
        where program_id = $program_id and known(known_from, known_until) and subject = $agreement
    ),
    served as (
        select
            partner_id,
            list(
                struct_pack(
                    entity := entity, version := version, served_at := served_at,
                    served_on := served_on
                )
            ) as served
        from service
        where served_at <= $as_of
        group by partner_id
    ),
    -- The units of the duties: an entity's locations of one region, an entity, a location.
    ground as (
        select
            s.partner_id, s.entity, s.region, any_value(a.accepted) as accepted,
            list(s.span order by s.placed_at, s.location) as sites
        from site s left join accepted a on a.partner_id = s.partner_id and a.entity = s.entity
        group by s.partner_id, s.entity, s.region
    ),
    grounds as (
        select
            partner_id,
            list(
                struct_pack(
                    entity := entity, region := region, sites := sites,
                    accepted := coalesce(accepted, [])
                )
            ) as grounds
        from ground
        group by partner_id
    ),
    firm as (
        select
            s.partner_id, s.entity, any_value(t.stated) as stated,
            list(s.span order by s.placed_at, s.location) as sites
        from site s left join stated t on t.partner_id = s.partner_id and t.entity = s.entity
        group by s.partner_id, s.entity
    ),
    entities as (
        select
            partner_id,
            list(
                struct_pack(entity := entity, sites := sites, stated := coalesce(stated, []))
            ) as entities
        from firm
        group by partner_id
    ),
    shop as (
        select
            s.partner_id, s.location, any_value(s.entity) as entity, any_value(s.region) as region,
            any_value(t.sold) as sold, any_value(t.elsewhere) as elsewhere,
            list(s.span) as sites
        from
            site s
            left join turned_over t on t.partner_id = s.partner_id and t.location = s.location
        group by s.partner_id, s.location
    ),
    locations as (
        select
            partner_id,
            list(
                struct_pack(
                    location := location, entity := entity, region := region, sites := sites,
                    sold := coalesce(sold, []), elsewhere := coalesce(elsewhere, [])
                )
            ) as locations
        from shop
        group by partner_id
    ),
    -- Somebody's work in a role the course is for, while its location takes part.
    affiliation as (
        select
            partner_id, person_id, cast(location_id as text) as location,
            micros(from_at) as from_at, ended(until_at) as until_at, day_of(since_on) as since_on
        from facts.affiliations
        where program_id = $program_id and known(known_from, known_until) and role in $people
    ),
    work as (
        select
            a.partner_id, a.person_id, s.zone, s.location, a.from_at as placed_at,
            greatest(a.from_at, s.from_at) as from_at,
            least(a.until_at, s.until_at) as until_at, greatest(a.since_on, s.since_on) as since_on
        from affiliation a join site s on s.partner_id = a.partner_id and s.location = a.location
        where
            a.from_at <= $as_of
            and greatest(a.from_at, s.from_at) < least(a.until_at, s.until_at)
    ),
    worker as (
        select
            partner_id, person_id, bool_or(until_at > $as_of) as held,
            list(
                struct_pack(
                    zone := zone, from_at := from_at, until_at := until_at, since_on := since_on
                )
                order by placed_at, location
            ) as works
        from work
        group by partner_id, person_id
    ),
    completion as (
        select
            person_id, micros(passed_at) as passed_at,
            least(
                day_of(months_after(passed_on, $passed_months)), coalesce(day_of(until_on), $never)
            ) as good_on
        from facts.completions
        where known(known_from, known_until) and course = $course
    ),
    passed as (
        select person_id, list(good_on) as passes
        from completion
        where passed_at <= $as_of
        group by person_id
    ),
    people as (
        select
            partner_id, list(struct_pack(works := works, passes := coalesce(passes, []))) as people
        from worker left join passed using (person_id)
        group by partner_id
    ),
    contact as (
        select
            partner_id, contact_id, role, micros(from_at) as from_at, ended(until_at) as until_at,
            coalesce(day_of(until_on), $never) as until_on
        from facts.contacts
        where program_id = $program_id and known(known_from, known_until) and role in $roles
    ),
    proof as (
        select
            contact_id, micros(proved_at) as proved_at, day_of(proved_on) as proved_on,
            day_of(months_after(proved_on, $proved_months)) as good_on, outcome = 'failed' as failed
        from facts.proofs
        where known(known_from, known_until)
    ),
    failures as (
        select
            contact_id,
            list(struct_pack(proved_at := proved_at, proved_on := proved_on)) as failures
        from proof
        where failed and proved_at <= $as_of
        group by contact_id
    ),
    deliveries as (
        select
            partner_id,
            list(
                struct_pack(
                    contact := cast(c.contact_id as text), role := c.role, from_at := c.from_at,
                    until_at := c.until_at, until_on := c.until_on, proved_at := p.proved_at,
                    good_on := p.good_on, failures := coalesce(f.failures, [])
                )
                order by cast(c.contact_id as text)
            ) as deliveries
        from contact c join proof p using (contact_id) left join failures f using (contact_id)
        where c.from_at <= $as_of and p.proved_at <= $as_of and not p.failed
        group by partner_id
    ),
    listed as (
        select partner_id, micros(from_at) as from_at, ended(until_at) as until_at
        from facts.lists
        where program_id = $program_id and known(known_from, known_until) and name = 'people'
    ),
    lists as (
        select partner_id, list(until_at) as lists
        from listed
        where from_at <= $as_of
        group by partner_id
    ),
    instant as (
        select partner_id, unnest([from_at, until_at]) as turns_at from enrolment
        union all
        select partner_id, unnest([from_at, until_at]) from every_site
        union all
        select partner_id, unnest([from_at, until_at]) from affiliation
        union all
        select partner_id, unnest([from_at, until_at]) from statement
        union all
        select partner_id, unnest([from_at, until_at]) from granting
        union all
        select partner_id, unnest([from_at, until_at]) from contact
        union all
        select partner_id, unnest([from_at, until_at]) from listed
        union all
        select partner_id, accepted_at from acceptance
        union all
        select partner_id, served_at from service
        union all
        select partner_id, proved_at
        from proof join contact using (contact_id)
        where proved_at > $as_of and from_at <= $as_of and until_at > $as_of
        union all
        select partner_id, passed_at
        from completion join worker using (person_id)
        where passed_at > $as_of and held
    ),
    aheads as (
        select partner_id, list(turns_at) as ahead
        from instant
        where turns_at > $as_of and turns_at < $forever
        group by partner_id
    ),
    enrolments as (
        select
            partner_id,
            list(
                struct_pack(
                    zone := zone, from_at := from_at, until_at := until_at, since_on := since_on
                )
            ) filter (from_at <= $as_of) as enrolments
        from enrolment
        group by partner_id
    )
select
    struct_pack(
        id := cast(partner_id as text), enrolments := coalesce(enrolments, []),
        lists := coalesce(lists, []), grounds := coalesce(grounds, []),
        entities := coalesce(entities, []), locations := coalesce(locations, []),
        served := coalesce(served, []), people := coalesce(people, []),
        deliveries := coalesce(deliveries, []), grants := coalesce(grants, []),
        ahead := coalesce(ahead, [])
    ) as partner
from
    enrolments
    left join lists using (partner_id)
    left join grounds using (partner_id)
    left join entities using (partner_id)
    left join locations using (partner_id)
    left join served using (partner_id)
    left join people using (partner_id)
    left join deliveries using (partner_id)
    left join granted using (partner_id)
    left join aheads using (partner_id)
