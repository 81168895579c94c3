-- What happened, for all nodes to hear of; db/events.h says how.

-- seq grows by one from row to row. Old rows are removed from its beginning.
CREATE TABLE db_event (
    seq   BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    body  TEXT NOT NULL,
    at    BIGINT NOT NULL
);

-- The last seq that was given; one row, none before the first event.
CREATE TABLE db_event_head (
    one BIGINT NOT NULL CHECK (one = 1),
    seq BIGINT NOT NULL,
    PRIMARY KEY (one)
);
