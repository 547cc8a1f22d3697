-- How many recipients are in each state.
SELECT s.state, count(*) FROM recipient_state s GROUP BY s.state
