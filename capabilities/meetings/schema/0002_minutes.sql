-- 0002_minutes.sql: who was there, what was said and agreed, and who does what.

CREATE TABLE meetings_present (
    area_id   BYTEA NOT NULL,
    meeting   BYTEA NOT NULL,
    person    BYTEA NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    PRIMARY KEY (area_id, meeting, person),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);

-- Every text that the minutes of an item ever had. why: what was put right,
-- once members had read it.
CREATE TABLE meetings_note (
    area_id   BYTEA NOT NULL,
    meeting   BYTEA NOT NULL,
    item      BYTEA NOT NULL,
    version   BIGINT NOT NULL,
    text      TEXT NOT NULL,
    why       TEXT NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    PRIMARY KEY (area_id, meeting, item, version),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);

-- votes_for, against and abstained are -1 where nobody counted.
CREATE TABLE meetings_decision (
    area_id       BYTEA NOT NULL,
    id            BYTEA NOT NULL,
    meeting       BYTEA NOT NULL,
    item          BYTEA NOT NULL,
    text          TEXT NOT NULL,
    votes_for     BIGINT NOT NULL,
    votes_against BIGINT NOT NULL,
    abstained     BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    by_person     BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_decision_of ON meetings_decision (area_id, meeting, id);

CREATE TABLE meetings_action (
    area_id    BYTEA NOT NULL,
    id         BYTEA NOT NULL,
    meeting    BYTEA NOT NULL,
    item       BYTEA NOT NULL,
    person     BYTEA NOT NULL, -- who does it
    what       TEXT NOT NULL,
    due_day    TEXT NOT NULL,  -- 2026-12-03
    due_at     BIGINT NOT NULL, -- the end of that day
    state      BIGINT NOT NULL, -- ActionState
    ended_at   BIGINT NOT NULL, -- 0: open
    ended_note TEXT NOT NULL,
    reminded   BIGINT NOT NULL, -- ActionReminded
    at         BIGINT NOT NULL,
    by_person  BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_action_by_person ON meetings_action (person, state, due_at);
CREATE INDEX meetings_action_open ON meetings_action (area_id, state, due_at);
CREATE INDEX meetings_action_due ON meetings_action (state, reminded, due_at);

-- What happened to an action: given, handed on, done, taken up again, dropped.
CREATE TABLE meetings_action_step (
    area_id   BYTEA NOT NULL,
    action    BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    what      BIGINT NOT NULL, -- ActionWhat
    person    BYTEA NOT NULL,  -- whose it was then
    note      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    by_person BYTEA NOT NULL,
    PRIMARY KEY (area_id, action, id),
    FOREIGN KEY (area_id, action) REFERENCES meetings_action (area_id, id)
);
