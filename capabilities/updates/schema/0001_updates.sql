-- What a place writes to its people: drafts, what was sent, and the archive.

CREATE TABLE updates_letter (
    area_id   BYTEA NOT NULL,
    id        BYTEA NOT NULL,
    state     BIGINT NOT NULL, -- LetterState
    topic     BIGINT NOT NULL, -- Topic of consent
    lang      TEXT NOT NULL,
    title     TEXT NOT NULL,
    title_key TEXT NOT NULL,   -- for searching
    body      TEXT NOT NULL,   -- Markdown
    is_public BIGINT NOT NULL, -- everybody may read it in the archive
    by_person BYTEA NOT NULL,
    created   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    people    BIGINT NOT NULL, -- who wanted it when it was decided to send
    act       BYTEA,           -- the proposal, where it takes two people
    edition   BYTEA,           -- in the outbox
    started   BIGINT,
    ended     BIGINT,
    looked    BIGINT NOT NULL, -- when the job last looked at it
    at_area   BYTEA,           -- how far it was addressed: AudienceCursor
    at_readers BIGINT NOT NULL,
    at_person BYTEA,
    PRIMARY KEY (area_id, id)
);

CREATE INDEX updates_letter_at_work ON updates_letter (state, looked) WHERE state > 1 AND state < 5;
CREATE INDEX updates_letter_sent ON updates_letter (area_id, started) WHERE state > 2;

-- Letters of one week together, for those who want them once a week: how far the
-- week has got. One digest for each place in which somebody wants it so.
CREATE TABLE updates_week (
    week     BIGINT PRIMARY KEY, -- when it ended
    at_area  BYTEA,              -- the last place that is done
    is_done  BIGINT NOT NULL
);
