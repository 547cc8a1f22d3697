-- The least work that reads what the standing text reads: every column of every relation of facts
-- that it names, once. id_of() makes an identifier comparable where an engine has no min(uuid).
select *
from
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)), min(tier), max(tier),
        min(zone), max(zone), min(from_at), max(from_at), min(until_at), max(until_at),
        min(since_on), max(since_on), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.enrolments
    ) enrolments
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(entity_id)), max(id_of(entity_id)),
        min(id_of(location_id)), max(id_of(location_id)), min(country), max(country),
        min(region), max(region), min(zone), max(zone), min(from_at), max(from_at),
        min(until_at), max(until_at), min(since_on), max(since_on),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.locations
    ) locations
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(person_id)), max(id_of(person_id)),
        min(id_of(location_id)), max(id_of(location_id)), min(role), max(role),
        min(from_at), max(from_at), min(until_at), max(until_at), min(since_on), max(since_on),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.affiliations
    ) affiliations
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(contact_id)), max(id_of(contact_id)), min(role), max(role),
        min(from_at), max(from_at), min(until_at), max(until_at), min(until_on), max(until_on),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.contacts
    ) contacts
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(acceptance_id)), max(id_of(acceptance_id)),
        min(id_of(entity_id)), max(id_of(entity_id)), min(region), max(region),
        min(id_of(location_id)), max(id_of(location_id)), min(agreement), max(agreement),
        min(position), max(position), min(accepted_at), max(accepted_at),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.acceptances
    ) acceptances
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(entity_id)), max(id_of(entity_id)), min(subject), max(subject),
        min(position), max(position), min(served_at), max(served_at),
        min(served_on), max(served_on), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.services
    ) services
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(waiver_id)), max(id_of(waiver_id)), min(obligation), max(obligation),
        min(unit), max(unit), min(from_at), max(from_at), min(until_at), max(until_at),
        min(until_on), max(until_on), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.waivers
    ) waivers
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(measure_id)), max(id_of(measure_id)),
        min(id_of(location_id)), max(id_of(location_id)), min(measure), max(measure),
        min(from_at), max(from_at), min(until_at), max(until_at),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.measures
    ) measures
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)), min(name), max(name),
        min(from_at), max(from_at), min(until_at), max(until_at),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.lists
    ) lists
    cross join
    (
    select
        count(*), min(id_of(person_id)), max(id_of(person_id)), min(course), max(course),
        min(passed_at), max(passed_at), min(passed_on), max(passed_on),
        min(until_on), max(until_on), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.completions
    ) completions
    cross join
    (
    select
        count(*), min(agreement), max(agreement), min(position), max(position),
        bool_and(material), bool_or(material), min(published_at), max(published_at),
        min(published_on), max(published_on), min(effective_at), max(effective_at),
        min(effective_on), max(effective_on), min(withdrawn_at), max(withdrawn_at),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.versions
    ) versions
    cross join
    (
    select
        count(*), min(id_of(contact_id)), max(id_of(contact_id)), min(proved_at), max(proved_at),
        min(proved_on), max(proved_on), min(outcome), max(outcome),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.proofs
    ) proofs
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)), min(id_of(id)), max(id_of(id)),
        min(unit), max(unit), min(name), max(name), min(from_at), max(from_at),
        min(until_at), max(until_at), min(from_on), max(from_on),
        min(until_on), max(until_on), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.statements
    ) statements
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(grant_id)), max(id_of(grant_id)),
        min(id_of(location_id)), max(id_of(location_id)), min(name), max(name),
        min(granted_on), max(granted_on), min(since_on), max(since_on), min(final_level), max(final_level),
        min(from_at), max(from_at), min(until_at), max(until_at),
        min(known_from), max(known_from), min(known_until), max(known_until)
    from facts.grants
    ) grants
    cross join
    (
    select
        count(*), min(id_of(program_id)), max(id_of(program_id)),
        min(id_of(partner_id)), max(id_of(partner_id)),
        min(id_of(location_id)), max(id_of(location_id)), min(metric), max(metric),
        min(month_on), max(month_on), min(amount_minor), max(amount_minor),
        min(currency), max(currency), min(known_from), max(known_from),
        min(known_until), max(known_until)
    from facts.amounts
    ) amounts
    cross join
    (
    select
        count(*), min(zone), max(zone), min(day), max(day), min(starts_at), max(starts_at)
    from facts.days
    ) days
