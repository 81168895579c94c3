-- How the site itself is doing: who lives, since when, and how it was.

-- Every process of every machine writes its row some times a minute.
CREATE TABLE status_node (
    node    TEXT NOT NULL,   -- the machine's own name
    process TEXT NOT NULL,   -- 'worker', 'jobs'
    started BIGINT NOT NULL,
    beat    BIGINT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (node, process)
);

-- Of each day (UTC), in how many minutes pages were served and changes kept.
CREATE TABLE status_day (
    day          BIGINT PRIMARY KEY, -- since 1970-01-01
    first_minute BIGINT NOT NULL,    -- since 1970-01-01T00:00Z
    last_minute  BIGINT NOT NULL,
    well         BIGINT NOT NULL
);

-- When something last happened: 'backup'.
CREATE TABLE status_fact (
    fact TEXT PRIMARY KEY,
    at   BIGINT NOT NULL
);

-- What an administrator says about a disturbance.
CREATE TABLE status_note (
    id      BYTEA PRIMARY KEY,
    created BIGINT NOT NULL,
    ended   BIGINT,          -- none: it goes on
    lang    TEXT NOT NULL,
    title   TEXT NOT NULL,
    body    TEXT NOT NULL,
    author  BYTEA NOT NULL
);

CREATE INDEX status_note_by_time ON status_note (created);
