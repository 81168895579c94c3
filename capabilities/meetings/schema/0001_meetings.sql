-- 0001_meetings.sql: rules of notice and quorum, meetings, agendas, notices.

-- How a place calls one kind of meeting; a place without a row takes those of
-- the nearest place around it, and at last the program's own.
CREATE TABLE meetings_rule (
    area_id      BYTEA NOT NULL,
    kind         BIGINT NOT NULL, -- MeetingKind
    notice_days  BIGINT NOT NULL,
    is_clear     BIGINT NOT NULL CHECK (is_clear IN (0, 1)), -- neither first nor last day counts
    is_share     BIGINT NOT NULL CHECK (is_share IN (0, 1)), -- quorum is per cent, else a number
    quorum       BIGINT NOT NULL,
    quorum_least BIGINT NOT NULL, -- of a share; 0: none
    quorum_most  BIGINT NOT NULL, -- of a share; 0: none
    supporters   BIGINT NOT NULL, -- that a nomination needs
    standing     TEXT NOT NULL,   -- one item a line; empty: the program's own
    by_person    BYTEA NOT NULL,
    set_at       BIGINT NOT NULL,
    PRIMARY KEY (area_id, kind)
);

-- day, clock and zone are what people agreed on; starts_at follows from them.
CREATE TABLE meetings_meeting (
    area_id      BYTEA NOT NULL,
    id           BYTEA NOT NULL,
    kind         BIGINT NOT NULL,
    state        BIGINT NOT NULL, -- MeetingState
    lang         TEXT NOT NULL,
    title        TEXT NOT NULL,
    day          TEXT NOT NULL,   -- 2026-12-03
    clock        TEXT NOT NULL,   -- 19:30
    zone         TEXT NOT NULL,   -- Europe/London
    starts_at    BIGINT NOT NULL,
    minutes_long BIGINT NOT NULL,
    place        TEXT NOT NULL,
    link         TEXT NOT NULL,
    getting_in TEXT NOT NULL,
    is_public    BIGINT NOT NULL CHECK (is_public IN (0, 1)),
    version      BIGINT NOT NULL, -- of what stands in a calendar (RFC 5545 SEQUENCE)
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    called_at    BIGINT NOT NULL, -- 0: not yet
    emergency    TEXT NOT NULL,   -- why the notice is short; printed on it
    cancel_why   TEXT NOT NULL,
    by_person    BYTEA NOT NULL,
    PRIMARY KEY (area_id, id)
);
CREATE INDEX meetings_meeting_by_day ON meetings_meeting (area_id, starts_at);

-- How it went: one row for each meeting.
CREATE TABLE meetings_record (
    area_id     BYTEA NOT NULL,
    meeting     BYTEA NOT NULL,
    guests      BIGINT NOT NULL,
    quorum_need BIGINT NOT NULL, -- settled when the minutes go out; 0: as the rule says now
    state       BIGINT NOT NULL, -- RecordState of the minutes
    state_at    BIGINT NOT NULL, -- when they got there
    approved_in BYTEA,           -- the meeting that agreed to the minutes
    PRIMARY KEY (area_id, meeting),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);

CREATE TABLE meetings_item (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    meeting   BYTEA NOT NULL,
    rank      BIGINT NOT NULL,
    kind      BIGINT NOT NULL, -- ItemKind
    title     TEXT NOT NULL,
    detail    TEXT NOT NULL,
    motion    BYTEA,           -- where it came from a motion
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_item_of ON meetings_item (area_id, meeting, rank);

-- What members are told: sent person by person, by the jobs process, in the
-- order of their ids; after_person is the last one reached.
CREATE TABLE meetings_notice (
    area_id      BYTEA NOT NULL,
    id           BYTEA NOT NULL,
    meeting      BYTEA NOT NULL,
    what         BIGINT NOT NULL, -- NoticeWhat
    state        BIGINT NOT NULL, -- NoticeState
    digest       BYTEA,           -- of the act that two people agree to
    people       BIGINT NOT NULL, -- who should hear of it, when it was written
    mailed       BIGINT NOT NULL,
    letters      BIGINT NOT NULL, -- people without an address
    after_person BYTEA NOT NULL,
    created_at   BIGINT NOT NULL,
    done_at      BIGINT NOT NULL, -- 0: not yet
    by_person    BYTEA NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_notice_open ON meetings_notice (state, id) WHERE state < 3;
CREATE INDEX meetings_notice_of ON meetings_notice (area_id, meeting, id);

-- Who comes and who sends apologies.
CREATE TABLE meetings_reply (
    area_id  BYTEA NOT NULL,
    meeting  BYTEA NOT NULL,
    person   BYTEA NOT NULL,
    is_coming BIGINT NOT NULL CHECK (is_coming IN (0, 1)),
    note     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (area_id, meeting, person),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_reply_by_person ON meetings_reply (person, at);

CREATE TABLE meetings_motion (
    area_id BYTEA NOT NULL,
    id      BYTEA NOT NULL,
    meeting BYTEA NOT NULL,
    person  BYTEA NOT NULL,
    lang    TEXT NOT NULL,
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    state   BIGINT NOT NULL, -- MotionState
    at      BIGINT NOT NULL,
    PRIMARY KEY (area_id, id),
    FOREIGN KEY (area_id, meeting) REFERENCES meetings_meeting (area_id, id)
);
CREATE INDEX meetings_motion_of ON meetings_motion (area_id, meeting, id);
