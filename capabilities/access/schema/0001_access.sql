-- What is known about giving access besides the grants themselves (people).

-- The next annual meeting of an area: what is given lasts until four weeks
-- after it at most.
CREATE TABLE access_meeting (
    area      BYTEA PRIMARY KEY,
    meets_at  BIGINT NOT NULL, -- the end of that day
    by_person BYTEA NOT NULL,
    set_at    BIGINT NOT NULL
);

-- Whom we have warned that a role runs out: once for each gift, end and
-- number of days before it. A role that is renewed has another end.
CREATE TABLE access_warning (
    gift        BYTEA NOT NULL,
    valid_until BIGINT NOT NULL,
    days        BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (gift, valid_until, days)
);
