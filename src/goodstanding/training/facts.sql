-- What the rule book reads about learning. A completion belongs to a person, wherever they work.

CREATE VIEW facts.completions AS
SELECT c.id AS completion_id, c.person_id, k.code::text AS course,
       c.happened_at AS passed_at, c.passed_on, c.until_on,
       c.recorded_at AS known_from, c.voided_at AS known_until
  FROM training_completion c
  JOIN training_courseversion v ON v.id = c.version_id
  JOIN training_course k ON k.id = v.course_id;
