-- 0002_waiting.sql: who waits for the call of their local party, for desks that count
-- and list them; few among all calls (CALL_WAITING is 1).

CREATE INDEX welcome_call_waits ON welcome_call (area_id, since, person) WHERE state = 1;

CREATE VIEW welcome_public_waiting AS
    SELECT person, area_id, since FROM welcome_call WHERE state = 1;
